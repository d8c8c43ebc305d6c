package org.palimpsest.mlflow;

import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;

/** Carries one request to the tracking server. */
interface Transport {

  /**
   * Sends a request and waits for the answer.
   *
   * @param path what follows the server's address, starting with a slash
   * @return the body of an answer with a status of 200 to 299
   * @throws ServerUnavailableException if the same request may succeed later
   * @throws ServerRefusedException if it will not
   */
  byte[] send(
      String method, String path, String contentType, BodyPublisher body, Duration deadline);
}
