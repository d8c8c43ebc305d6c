package org.palimpsest.record;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.RunConfig;

/** {@code experiment.conf}: the resolved configuration of a run. */
public final class ConfigurationFile {

  public static final String NAME = RunConfig.FILE;

  private ConfigurationFile() {}

  /**
   * A run's configuration, all leaves by their path in alphabetical order.
   *
   * @param folder of the run
   * @throws DamagedFileException if it is missing or no configuration
   */
  public static SortedMap<String, String> flat(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new DamagedFileException(file, "it is missing");
    }
    try {
      return new RunConfig(ConfigFactory.parseFile(file.toFile())).flat();
    } catch (ConfigException e) {
      throw new DamagedFileException(file, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The file's text.
   *
   * @throws DamagedFileException if it is not UTF-8
   * @throws StorageException if it cannot be read
   */
  public static String text(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DamagedFileException(file, "it is not UTF-8 text");
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }
}
