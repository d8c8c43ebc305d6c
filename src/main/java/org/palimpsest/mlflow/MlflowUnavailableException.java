package org.palimpsest.mlflow;

/** MLflow cannot be run on this machine; the message says why and what to do. */
public final class MlflowUnavailableException extends RuntimeException {
  MlflowUnavailableException(String message) {
    super(message);
  }

  MlflowUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
