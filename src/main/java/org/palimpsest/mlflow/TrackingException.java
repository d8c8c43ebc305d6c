package org.palimpsest.mlflow;

import org.jspecify.annotations.Nullable;

/** The tracking server did not do what it was asked. The message never holds a credential. */
public abstract sealed class TrackingException extends RuntimeException
    permits ServerUnavailableException, ServerRefusedException {

  TrackingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
