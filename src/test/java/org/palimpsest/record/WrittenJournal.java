package org.palimpsest.record;

import java.nio.file.Path;
import java.util.List;
import org.palimpsest.disk.Disk;

/** Journals for tests of other packages, by the product's own writer. */
public final class WrittenJournal {

  private WrittenJournal() {}

  /** Appends to the journal of a run's folder, which is begun if need be. */
  public static void append(Path runFolder, List<JournalEntry> entries) {
    Journal journal = new Journal(new Disk(), runFolder.resolve(RunFolders.JOURNAL), entry -> {});
    journal.append(journal.number(entries));
  }
}
