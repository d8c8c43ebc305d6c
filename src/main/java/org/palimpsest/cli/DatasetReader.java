package org.palimpsest.cli;

import java.util.Optional;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.data.LoadedDataset;

/** Reads data sets; the last one is kept, for runs that follow in the same process. */
final class DatasetReader {

  private record Last(DatasetSpec spec, LoadedDataset dataset) {}

  private Optional<Last> last = Optional.empty();

  /** Throws as {@link Datasets#open} does. */
  synchronized LoadedDataset read(DatasetSpec spec, DownloadProgress progress) {
    Optional<LoadedDataset> kept = last.filter(l -> l.spec.equals(spec)).map(Last::dataset);
    if (kept.isPresent()) {
      return kept.get();
    }
    last = Optional.empty(); // two need not fit into memory
    LoadedDataset read = Datasets.open(spec, progress);
    last = Optional.of(new Last(spec, read));
    return read;
  }
}
