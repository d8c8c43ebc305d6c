package org.palimpsest.report;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a report wrote.
 *
 * @param page the HTML file
 * @param plots the PNG files
 * @param notes what the page had to leave out, and why
 */
public record Written(Path page, List<Path> plots, List<String> notes) {

  public Written {
    plots = List.copyOf(plots);
    notes = List.copyOf(notes);
  }

  /** All files by their paths relative to a folder, with slashes. */
  public List<String> files(Path folder) {
    Path from = folder.toAbsolutePath().normalize();
    return Stream.concat(plots.stream(), Stream.of(page))
        .map(file -> from.relativize(file).toString().replace('\\', '/'))
        .toList();
  }
}
