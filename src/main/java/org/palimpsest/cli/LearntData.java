package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.experiment.RestoredRun;
import org.palimpsest.record.ProvenanceFile;
import org.palimpsest.record.Terminal;

/** The data that a run learnt from, for runs that kept nothing of what a model has to know. */
final class LearntData {

  private LearntData() {}

  /** Reads the very data that a run learnt from; throws {@link DataException} at others. */
  static Function<DatasetSpec, Dataset> of(Path run, Streams streams) {
    return spec -> {
      Dataset dataset;
      try (DownloadBar bar = new DownloadBar(streams.err(), Terminal.columns())) {
        dataset = Datasets.load(spec, bar);
      }
      String learntFrom = ProvenanceFile.dataSha256(run);
      if (!dataset.sha256().equals(learntFrom)) {
        throw new DataException(
            "data set %s of %s".formatted(dataset.name(), run),
            "SHA-256 " + dataset.sha256(),
            "SHA-256 %s, which the run learnt from".formatted(learntFrom));
      }
      return dataset;
    };
  }

  /** Says of what an unfinished run's answers are made. */
  static void tellUnfinished(RestoredRun run, Streams streams) {
    streams
        .err()
        .printf(
            "palimpsest: %s is not finished; this is what it knows after session %d of 0 to %d%n",
            run.run(), run.session(), run.sessions() - 1);
  }
}
