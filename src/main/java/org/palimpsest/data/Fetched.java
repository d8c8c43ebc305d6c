package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What a fetch did.
 *
 * @param files where the data set lies now; empty if it is part of the program
 * @param downloaded those that were not there before
 */
public record Fetched(String name, List<Path> files, List<Path> downloaded) {

  public Fetched {
    files = List.copyOf(files);
    downloaded = List.copyOf(downloaded);
  }
}
