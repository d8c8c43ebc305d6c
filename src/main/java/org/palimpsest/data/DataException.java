package org.palimpsest.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.disk.PlainFile;

/**
 * Thrown where data are missing, damaged or not what they should be. The message is for a person:
 * it names the file, what was found there and what was expected.
 */
public class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  public DataException(Path file, String found, String expected) {
    this(file.toString(), found, expected);
  }

  public DataException(Path file, String found, String expected, Throwable cause) {
    super(message(file.toString(), found, expected), cause);
  }

  /**
   * For what lies within a file.
   *
   * @param place file and, for example, the archive's entry
   */
  public DataException(String place, String found, String expected) {
    super(message(place, found, expected));
  }

  DataException(String place, String found, String expected, Throwable cause) {
    super(message(place, found, expected), cause);
  }

  /**
   * Refuses what cannot be read to its end, before it is opened.
   *
   * @param mostBytes how long the file may be
   * @param expected what it should be, for the message
   * @throws DataException if it is no file, or a longer one
   */
  public static void requireFile(Path file, long mostBytes, String expected) throws IOException {
    Optional<String> found = PlainFile.hindrance(file, mostBytes);
    if (found.isPresent()) {
      throw new DataException(file, found.get(), expected);
    }
  }

  /** The same for a text or table that is read as a whole. */
  public static void requireFile(Path file, String expected) throws IOException {
    requireFile(file, PlainFile.MOST_BYTES, expected);
  }

  private static String message(String place, String found, String expected) {
    return "%s: found %s, expected %s".formatted(place, found, expected);
  }

  /** What an exception of a library says, in words even where it has no message. */
  static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : "%s: %s".formatted(e.getClass().getSimpleName(), message);
  }
}
