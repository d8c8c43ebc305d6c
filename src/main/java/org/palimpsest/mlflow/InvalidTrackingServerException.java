package org.palimpsest.mlflow;

/**
 * The address or the credentials of the tracking server cannot be used as they are configured. The
 * message says what to change and never holds a credential.
 */
public final class InvalidTrackingServerException extends RuntimeException {
  InvalidTrackingServerException(String message) {
    super(message);
  }

  InvalidTrackingServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
