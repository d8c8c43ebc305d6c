package org.palimpsest.mlflow;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nothing is wrong with the request; the same one may succeed later. */
public final class ServerUnavailableException extends TrackingException {

  private final @Nullable Duration retryAfter;

  ServerUnavailableException(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  ServerUnavailableException(
      String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long the server asks to be left alone, if it said so. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
