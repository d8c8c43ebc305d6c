package org.palimpsest.report.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison in words and numbers. */
public enum ComparisonText {
  CONSOLE("txt", "", "Notes", "- ") {
    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(ConsoleTable.of(grid, style.width()));
    }
  },
  MARKDOWN("md", "", "**Notes**\n", "- ") {
    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(GridText.markdown(grid));
    }
  },
  LATEX(
      "tex",
      "% needs \\usepackage{booktabs,graphicx} and \\usepackage[T1]{fontenc}\n",
      "% Notes",
      "% - ") {
    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(GridText.latex(grid));
    }
  },
  CSV("csv", "", "", "") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonCsv.of(comparison);
    }
  },
  JSON("json", "", "", "") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonJson.of(comparison);
    }
  };

  private final String extension;
  private final String opening;
  private final String notes;
  private final String mark;

  /**
   * A format.
   *
   * @param extension of a file's name, without the dot
   * @param opening what a text begins with
   * @param notes heading of the notes
   * @param mark before each of them
   */
  ComparisonText(String extension, String opening, String notes, String mark) {
    this.extension = extension;
    this.opening = opening;
    this.notes = notes;
    this.mark = mark;
  }

  /** The whole text, ending with a line feed. */
  public String of(Comparison comparison, TableStyle style) {
    String tables =
        new ComparisonTables(comparison, style)
            .all().stream()
                .flatMap(grid -> table(grid, style).stream())
                .collect(Collectors.joining("\n"));
    return opening + tables + notes(comparison.allNotes());
  }

  /** One table; empty where all are one text. */
  Optional<String> table(Grid grid, TableStyle style) {
    return Optional.empty();
  }

  /** A text of one table alone; empty where all are one text. */
  Optional<String> alone(Grid grid, TableStyle style) {
    return table(grid, style).map(opening::concat);
  }

  /** What a file's name ends with, without the dot. */
  String extension() {
    return extension;
  }

  /** The same in the usual style. */
  public String of(Comparison comparison) {
    return of(comparison, TableStyle.USUAL);
  }

  /** As on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private String notes(List<String> all) {
    return all.isEmpty()
        ? ""
        : all.stream()
            .map(note -> mark + note.replaceAll("\\s+", " "))
            .collect(Collectors.joining("\n", "\n" + notes + "\n", "\n"));
  }
}
