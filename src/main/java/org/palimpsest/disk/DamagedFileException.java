package org.palimpsest.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * A file of a run is not what was written there: something else has changed it. Says which file,
 * what was found and how to go on.
 */
public final class DamagedFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String why;

  /**
   * A damage.
   *
   * @param file which
   * @param why what was found, and where in the file
   */
  public DamagedFileException(Path file, String why) {
    super(
        "%s: damaged: %s. Bring the file back, or move its folder away to have the run anew"
            .formatted(file, why));
    this.why = why;
  }

  /** Reads something. */
  @FunctionalInterface
  public interface Reader<T> {
    T read() throws IOException;
  }

  /**
   * Reads a file that may hold anything: whatever its reader finds impossible is a damage of the
   * file.
   *
   * @throws DamagedFileException if the content is not what such a file holds
   * @throws StorageException if it cannot be read at all
   */
  public static <T> T reading(Path file, Reader<T> reader) {
    require(file, PlainFile.MOST_BYTES);
    try {
      return reader.read();
    } catch (NoSuchFileException e) {
      throw new DamagedFileException(file, "it is missing");
    } catch (CharacterCodingException e) {
      throw new DamagedFileException(file, "it is not UTF-8 text");
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(file, "it is not JSON: " + e.getOriginalMessage());
    } catch (ZipException | EOFException e) {
      throw new DamagedFileException(file, "it is not whole: " + e.getMessage());
    } catch (IllegalArgumentException
        | NullPointerException
        | IndexOutOfBoundsException
        | ArithmeticException
        | ClassCastException
        | NegativeArraySizeException e) {
      throw new DamagedFileException(
          file, "it does not hold what it should: " + String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new DamagedFileException(file, "it is nested too deeply");
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /**
   * Refuses what stands in a file's place.
   *
   * @throws DamagedFileException if it is there and is no file
   */
  public static void requireFile(Path file) {
    require(file, Long.MAX_VALUE);
  }

  private static void require(Path file, long mostBytes) {
    try {
      Optional<String> found =
          Files.exists(file) ? PlainFile.hindrance(file, mostBytes) : Optional.empty();
      if (found.isPresent()) {
        throw new DamagedFileException(file, "it is " + found.get());
      }
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /** What was found, and where in the file. */
  public String why() {
    return why;
  }
}
