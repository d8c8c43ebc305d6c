package org.palimpsest.report.compare;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison in words and numbers. */
public enum ComparisonText {
  CONSOLE {
    @Override
    public String of(Comparison comparison) {
      return tables(comparison, GridText::console) + notes(comparison, "Notes", "- %s"::formatted);
    }
  },
  MARKDOWN {
    @Override
    public String of(Comparison comparison) {
      return tables(comparison, GridText::markdown)
          + notes(comparison, "**Notes**\n", "- %s"::formatted);
    }
  },
  /** Needs {@code \\usepackage{booktabs,graphicx}} and {@code \\usepackage[T1]{fontenc}}. */
  LATEX {
    @Override
    public String of(Comparison comparison) {
      return "% needs \\usepackage{booktabs,graphicx} and \\usepackage[T1]{fontenc}\n"
          + tables(comparison, GridText::latex)
          + notes(comparison, "% Notes", "%% - %s"::formatted);
    }
  },
  CSV {
    @Override
    public String of(Comparison comparison) {
      return ComparisonCsv.of(comparison);
    }
  },
  JSON {
    @Override
    public String of(Comparison comparison) {
      return ComparisonJson.of(comparison);
    }
  };

  /** The whole text, ending with a line feed. */
  public abstract String of(Comparison comparison);

  /** As on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String tables(Comparison comparison, Function<Grid, String> form) {
    return new ComparisonTables(comparison)
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
