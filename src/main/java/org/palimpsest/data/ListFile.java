package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A list as people publish it: a comma-separated table with a header, or just a name a line. Cells
 * are stripped; {@code #} begins a comment line; empty lines say nothing.
 */
final class ListFile {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setIgnoreEmptyLines(true)
          .setCommentMarker('#')
          .setIgnoreSurroundingSpaces(true)
          .get();

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * A line.
   *
   * @param place file and line, for messages
   */
  record Row(String place, List<String> cells) {

    Row {
      cells = List.copyOf(cells);
    }

    String cell(int column) {
      return cells.get(column);
    }
  }

  private ListFile() {}

  /**
   * Reads a person's file.
   *
   * @throws DataException if it cannot be read or is no text of this form
   */
  static List<Row> read(Path file) {
    try {
      DataException.requireFile(file, "a list");
      return rows(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DataException(
          file, "a file that cannot be read (" + DataException.reason(e) + ")", "a list", e);
    }
  }

  /** Reads a list that is part of the program. */
  static List<Row> resource(String name) {
    String place = "the program's " + name;
    try (InputStream in = ListFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build did not pack " + name);
      }
      return rows(place, in.readAllBytes());
    } catch (IOException e) {
      throw new DataException(place, DataException.reason(e), "it intact");
    }
  }

  private static List<Row> rows(String place, byte[] content) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(place + ": not a text in UTF-8", e);
    }
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    List<Row> rows = new ArrayList<>();
    try (Reader reader = new StringReader(text);
        CSVParser parser = FORMAT.parse(reader)) {
      for (CSVRecord row : parser) {
        // The number that the parser has counted is that of the row's last line.
        rows.add(new Row(place + ":" + parser.getCurrentLineNumber(), row.toList()));
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new DataException(place, "a quote that stays open", "a comma-separated table", e);
    }
    return rows;
  }
}
