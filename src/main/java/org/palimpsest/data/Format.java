package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How one data set lies on disk: which files, where to get them, and how to read them. */
interface Format {

  /**
   * The files of this data set in one data folder.
   *
   * @return all files that {@link #read} needs, or empty if none of them is there
   * @throws DataException if some are there and others are missing, naming those
   */
  Optional<List<Path>> find(Path folder);

  /**
   * Reads what {@link #find} found, each file once.
   *
   * @param name of the data set
   * @throws DataException naming the file, what was found and what was expected
   */
  LoadedDataset read(String name, List<Path> files);

  /** What a download fetches; empty if there is nothing to download. */
  List<PublishedFile> published();

  /** Which files a person has to put into a data folder. */
  String wanted();
}
