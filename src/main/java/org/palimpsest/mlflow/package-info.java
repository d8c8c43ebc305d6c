/**
 * A replica of a run's journal on an MLflow tracking server: live while the run trains, or any time
 * later.
 *
 * <p>The journal in the run's folder is the record; the server only ever gets copies of it. Every
 * request can be sent again without harm: the run is found by its {@code palimpsest.run_uuid} tag
 * before it is created, and metrics carry the timestamps that the journal froze.
 *
 * <p>Requests and answers are the protocol messages of {@code mlflow-client}. They travel by {@code
 * java.net.http}, not by that library's own caller, which has no time-out, hangs on status 429,
 * repeats requests that create runs and cannot be told a certificate authority.
 */
@NullMarked
package org.palimpsest.mlflow;

import org.jspecify.annotations.NullMarked;
