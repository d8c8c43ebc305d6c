package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.DataException;
import org.palimpsest.experiment.provenance.Provenance;

/**
 * Holds the data of now against those a run began with. Sessions learnt from other images than the
 * ones before would give numbers that mean nothing, and nothing else would say so.
 */
final class SameData {

  private static final int SHOWN_DIGITS = 12;

  private SameData() {}

  /**
   * Lets a run go on only with what it began with.
   *
   * @param then what its record says; empty if that does not say it
   * @throws DataException naming what differs, as it was and as it is
   */
  static void require(RunInfo run, Optional<Provenance.Data> then, Provenance.Data now) {
    Optional<String> difference = difference(run.folder(), then, now);
    if (difference.isPresent()) {
      throw new DataException(
          "%s cannot go on: %s. Bring the data back that it began with; or move its folder away, or give"
                  .formatted(run.folder(), difference.get())
              + " the experiment another name, to begin anew with those of now");
    }
  }

  /** What differs first, in words; empty if nothing does. */
  static Optional<String> difference(
      Path folder, Optional<Provenance.Data> then, Provenance.Data now) {
    return then.isEmpty()
        ? Optional.of("the record in %s does not say what images it began with".formatted(folder))
        : difference(then.get(), now);
  }

  private static Optional<String> difference(Provenance.Data then, Provenance.Data now) {
    if (!then.name().equals(now.name())) {
      return differs("the data sets", then.name(), now.name());
    }
    if (!then.classOrder().equals(now.classOrder())) {
      return differs("the class orders", then.classOrder(), now.classOrder());
    }
    List<Provenance.Images> before = then.sessions();
    List<Provenance.Images> after = now.sessions();
    if (before.size() != after.size()) {
      return differs("the numbers of sessions", before.size(), after.size());
    }
    for (int t = 0; t < before.size(); t++) {
      Provenance.Images old = before.get(t);
      Provenance.Images present = after.get(t);
      if (!old.equals(present)) {
        return !old.train().equals(present.train())
            ? images("training", t, old.train(), present.train(), then, now)
            : !old.validation().equals(present.validation())
                ? images("validation", t, old.validation(), present.validation(), then, now)
                : images("test", t, old.test(), present.test(), then, now);
      }
    }
    return then.contentSha256().equals(now.contentSha256())
        ? Optional.empty()
        : differs(
            "the images of %s beyond the sessions".formatted(now.name()),
            digest(then.contentSha256(), then),
            digest(now.contentSha256(), now));
  }

  private static Optional<String> images(
      String role,
      int session,
      String old,
      String present,
      Provenance.Data then,
      Provenance.Data now) {
    return differs(
        "the %s images of session %d of %s".formatted(role, session, now.name()),
        digest(old, then),
        digest(present, now));
  }

  private static String digest(String sha256, Provenance.Data data) {
    return "SHA-256 %s... (of %s training and %s test images in all)"
        .formatted(
            sha256.substring(0, Math.min(SHOWN_DIGITS, sha256.length())),
            data.trainImages(),
            data.testImages());
  }

  private static Optional<String> differs(String what, Object then, Object now) {
    return Optional.of("%s differ: %s when it began, %s now".formatted(what, then, now));
  }
}
