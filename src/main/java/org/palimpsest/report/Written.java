package org.palimpsest.report;

import java.nio.file.Path;
import java.util.List;

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
}
