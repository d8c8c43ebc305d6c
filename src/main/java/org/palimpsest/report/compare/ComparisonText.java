package org.palimpsest.report.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison in words and numbers. */
public enum ComparisonText {
  CONSOLE("txt") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return tables(comparison, style) + notes(comparison, "Notes", "- ");
    }

    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(ConsoleTable.of(grid, style.width()));
    }
  },
  MARKDOWN("md") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return tables(comparison, style) + notes(comparison, "**Notes**\n", "- ");
    }

    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(GridText.markdown(grid));
    }
  },
  LATEX("tex") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return tables(comparison, style) + notes(comparison, "% Notes", "% - ");
    }

    @Override
    Optional<String> table(Grid grid, TableStyle style) {
      return Optional.of(
          "% needs \\usepackage{booktabs,graphicx} and \\usepackage[T1]{fontenc}\n"
              + GridText.latex(grid));
    }
  },
  CSV("csv") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonCsv.of(comparison);
    }
  },
  JSON("json") {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonJson.of(comparison);
    }
  };

  private final String extension;

  ComparisonText(String extension) {
    this.extension = extension;
  }

  /** The whole text, ending with a line feed. */
  public abstract String of(Comparison comparison, TableStyle style);

  /** One table alone; empty where all are one text. */
  Optional<String> table(Grid grid, TableStyle style) {
    return Optional.empty();
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

  String tables(Comparison comparison, TableStyle style) {
    return new ComparisonTables(comparison, style)
        .all().stream()
            .flatMap(grid -> table(grid, style).stream())
            .collect(Collectors.joining("\n"));
  }

  private static String notes(Comparison comparison, String heading, String mark) {
    List<String> notes = comparison.allNotes();
    return notes.isEmpty()
        ? ""
        : notes.stream()
            .map(note -> mark + note.replaceAll("\\s+", " "))
            .collect(Collectors.joining("\n", "\n" + heading + "\n", "\n"));
  }
}
