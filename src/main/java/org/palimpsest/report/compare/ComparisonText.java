package org.palimpsest.report.compare;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison in words and numbers. */
public enum ComparisonText {
  CONSOLE {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return tables(comparison, style, grid -> ConsoleTable.of(grid, style.width()))
          + notes(comparison, "Notes", "- %s"::formatted);
    }
  },
  MARKDOWN {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return tables(comparison, style, GridText::markdown)
          + notes(comparison, "**Notes**\n", "- %s"::formatted);
    }
  },
  /** Needs {@code \\usepackage{booktabs,graphicx}} and {@code \\usepackage[T1]{fontenc}}. */
  LATEX {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return "% needs \\usepackage{booktabs,graphicx} and \\usepackage[T1]{fontenc}\n"
          + tables(comparison, style, GridText::latex)
          + notes(comparison, "% Notes", "%% - %s"::formatted);
    }
  },
  CSV {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonCsv.of(comparison);
    }
  },
  JSON {
    @Override
    public String of(Comparison comparison, TableStyle style) {
      return ComparisonJson.of(comparison);
    }
  };

  /** The whole text, ending with a line feed. */
  public abstract String of(Comparison comparison, TableStyle style);

  /** The same in the usual style. */
  public String of(Comparison comparison) {
    return of(comparison, TableStyle.USUAL);
  }

  /** As on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String tables(
      Comparison comparison, TableStyle style, Function<Grid, String> form) {
    return new ComparisonTables(comparison, style)
        .all().stream().map(form).collect(Collectors.joining("\n"));
  }

  private static String notes(
      Comparison comparison, String heading, Function<String, String> form) {
    List<String> notes = comparison.allNotes();
    return notes.isEmpty()
        ? ""
        : notes.stream()
            .map(note -> form.apply(note.replaceAll("\\s+", " ")))
            .collect(Collectors.joining("\n", "\n" + heading + "\n", "\n"));
  }
}
