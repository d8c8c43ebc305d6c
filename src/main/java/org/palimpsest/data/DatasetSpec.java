package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which data set an experiment uses, and where it is looked for.
 *
 * @param name one of {@link Datasets#names()}, or that of the folder
 * @param folder one's own images, instead of a data set known by name
 * @param root {@code data.root}, searched before all other folders
 * @param download whether a missing data set is fetched from its publisher
 */
public record DatasetSpec(
    String name, Optional<FolderSpec> folder, Optional<Path> root, boolean download) {

  /** A data set known by name, wherever it is; fetched if it is nowhere. */
  public static DatasetSpec named(String name) {
    return new DatasetSpec(name, Optional.empty(), Optional.empty(), true);
  }
}
