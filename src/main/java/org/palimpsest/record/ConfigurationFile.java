package org.palimpsest.record;

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
    return DamagedFileException.reading(file, () -> RunConfig.read(file).flat());
  }

  /**
   * The file's text.
   *
   * @throws DamagedFileException if it is not UTF-8
   * @throws StorageException if it cannot be read
   */
  public static String text(Path folder) {
    Path file = folder.resolve(NAME);
    return DamagedFileException.reading(file, () -> Files.readString(file));
  }
}
