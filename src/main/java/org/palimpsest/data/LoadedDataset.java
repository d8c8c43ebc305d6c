package org.palimpsest.data;

import java.util.List;

/**
 * A data set together with where it came from.
 *
 * @param dataset the images
 * @param sources the files that were read, empty where they are part of the program; a folder of
 *     images counts as one source, with the checksum of the list of its files
 * @param notes what a person should know, such as a checksum that is not the publisher's; mostly
 *     empty
 */
public record LoadedDataset(Dataset dataset, List<SourceFile> sources, List<String> notes) {

  public LoadedDataset {
    sources = List.copyOf(sources);
    notes = List.copyOf(notes);
  }
}
