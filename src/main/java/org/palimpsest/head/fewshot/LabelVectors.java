package org.palimpsest.head.fewshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.palimpsest.conf.Section;
import org.palimpsest.data.ContentDigest;
import org.palimpsest.data.DataException;
import org.palimpsest.tensor.Seeds;

/** One vector of numbers for each class, which nobody needs an image of the class to make. */
sealed interface LabelVectors {

  /** Name of the table that is part of the program. */
  String SHIPPED = "seven-segment";

  /** Where the digest of another one stands. */
  String SHA256 = "attributes-sha256";

  /** The keys that {@link #read} asks for. */
  String KEYS =
      """
      # What a label is made of: words (the class's name, by its groups of three letters), attributes (a
      # table), or learned (an own code of each name that says nothing about the class).
      labels = words
      # The table: seven-segment (the digits' segments), or a CSV file with the class's name in the first
      # column and a number in each other one, under a header; used by attributes only.
      attributes = seven-segment
      # SHA-256 that the CSV file has to have, null for any; a run writes down what it was.
      attributes-sha256 = null
      """;

  /** How many numbers a vector has. */
  int width();

  /**
   * The vector of a class.
   *
   * @throws DataException naming the class if there is none
   */
  float[] of(String name);

  /** Reads {@link #KEYS}. */
  static LabelVectors read(Section section) {
    String kind = section.oneOf("labels", List.of("words", "attributes", "learned"));
    if (!kind.equals("attributes")) {
      String why = "%s.labels = %s".formatted(section.path(), kind);
      section.idle("attributes", why);
      section.idle(SHA256, why);
      return kind.equals("words") ? new Words() : new Codes();
    }
    Path table = section.path("attributes");
    if (table.equals(Path.of(SHIPPED))) {
      section.idle(SHA256, "%s.attributes = %s".formatted(section.path(), SHIPPED));
      return Table.parsed(SHIPPED, shipped());
    }
    Optional<String> wanted = section.optionalText(SHA256);
    try {
      String text = text(table);
      String found = new ContentDigest().add(text.getBytes(StandardCharsets.UTF_8)).hex();
      if (wanted.isPresent() && !wanted.get().equals(found)) {
        section.problem(SHA256, "is not that of %s, which is %s".formatted(table, found));
      }
      section.found(SHA256, found);
      return Table.parsed(table.toString(), text.lines().toList());
    } catch (DataException e) {
      section.problem("attributes", "cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      section.problem("attributes", String.valueOf(e.getMessage()));
    }
    // What stands in for a faulty table has to be vectors, too.
    return new Words();
  }

  /**
   * A person's table.
   *
   * @throws DataException if it cannot be read
   */
  private static String text(Path table) {
    try {
      DataException.requireFile(table, "a table of attributes");
      return Files.readString(table);
    } catch (IOException e) {
      throw new DataException(table, "a file that is no text in UTF-8", "a table of attributes", e);
    }
  }

  private static List<String> shipped() {
    try (InputStream in = LabelVectors.class.getResourceAsStream("seven-segment.csv")) {
      if (in == null) {
        throw new IllegalStateException("the build did not pack seven-segment.csv");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A table of attributes.
   *
   * @param name that messages call it by
   */
  record Table(String name, int width, Map<String, float[]> rows) implements LabelVectors {

    /**
     * Reads a table with a header.
     *
     * @throws IllegalArgumentException saying which line is wrong
     */
    static Table parsed(String name, List<String> lines) {
      int columns = lines.isEmpty() ? 0 : lines.get(0).split(",", -1).length;
      if (columns < 2 || lines.size() < 2) {
        throw new IllegalArgumentException("has no header of two columns or more and no class");
      }
      Map<String, float[]> rows = new LinkedHashMap<>();
      for (int l = 1; l < lines.size(); l++) {
        String[] cells = lines.get(l).split(",", -1);
        if (lines.get(l).isBlank()) {
          continue;
        }
        if (cells.length != columns) {
          throw new IllegalArgumentException(
              "has %d columns in line %d and %d in its header"
                  .formatted(cells.length, l + 1, columns));
        }
        if (rows.put(cells[0].strip(), numbers(cells, l + 1)) != null) {
          throw new IllegalArgumentException("has %s twice".formatted(cells[0].strip()));
        }
      }
      return new Table(name, columns - 1, rows);
    }

    private static float[] numbers(String[] cells, int line) {
      float[] values = new float[cells.length - 1];
      for (int i = 0; i < values.length; i++) {
        try {
          values[i] = Float.parseFloat(cells[i + 1].strip());
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "has \"%s\" in line %d, which is no number".formatted(cells[i + 1], line), e);
        }
        if (!Float.isFinite(values[i])) {
          throw new IllegalArgumentException(
              "has %s in line %d, which is not finite".formatted(cells[i + 1], line));
        }
      }
      return values;
    }

    @Override
    public float[] of(String label) {
      float[] found = rows.get(label);
      if (found == null) {
        throw new DataException(
            "%s has no attributes of class %s; it has %s".formatted(name, label, some()));
      }
      return found;
    }

    private String some() {
      List<String> first = rows.keySet().stream().limit(5).toList();
      return String.join(", ", first) + (rows.size() > first.size() ? ", ..." : "");
    }
  }

  /** Groups of three letters of a name, counted in as many places as there are; of unit length. */
  record Words() implements LabelVectors {

    private static final int PLACES = 256;
    private static final int LETTERS = 3;

    @Override
    public int width() {
      return PLACES;
    }

    @Override
    public float[] of(String name) {
      float[] counts = new float[PLACES];
      String text = " " + name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
      for (int i = 0; i + LETTERS <= text.length(); i++) {
        counts[Math.floorMod(text.substring(i, i + LETTERS).hashCode(), PLACES)]++;
      }
      double squares = 0;
      for (float count : counts) {
        squares += count * count;
      }
      float length = (float) Math.sqrt(Math.max(1, squares));
      for (int i = 0; i < PLACES; i++) {
        counts[i] /= length;
      }
      return counts;
    }
  }

  /** Standard normal numbers that only the name decides. */
  record Codes() implements LabelVectors {

    private static final int WIDTH = 64;

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public float[] of(String name) {
      RandomGenerator random = new Seeds(name.hashCode()).generator("label-code");
      float[] code = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        code[i] = (float) random.nextGaussian();
      }
      return code;
    }
  }
}
