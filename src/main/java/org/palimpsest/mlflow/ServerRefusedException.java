package org.palimpsest.mlflow;

import org.jspecify.annotations.Nullable;

/** The server will refuse the same request again: the reason has to be removed first. */
public final class ServerRefusedException extends TrackingException {

  private final int status;
  private final String code;

  ServerRefusedException(String message, @Nullable Throwable cause) {
    this(0, "", message, cause);
  }

  ServerRefusedException(int status, String code, String message) {
    this(status, code, message, null);
  }

  private ServerRefusedException(
      int status, String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status, or 0 if the refusal was found on this side. */
  int status() {
    return status;
  }

  /** Whether the server names what was asked for as something it does not have. */
  boolean isMissing() {
    return code.equals("RESOURCE_DOES_NOT_EXIST");
  }

  boolean isAlreadyThere() {
    return code.equals("RESOURCE_ALREADY_EXISTS");
  }

  /** Whether the content, not the caller or the address, is what the server refuses. */
  boolean isAboutContent() {
    return code.equals("INVALID_PARAMETER_VALUE") || status == 413;
  }
}
