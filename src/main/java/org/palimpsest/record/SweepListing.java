package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;

/** {@code sweep.json}, as far as it says where the runs of a sweep's cells are. */
public final class SweepListing {

  /** In a sweep's folder. */
  public static final String NAME = "sweep.json";

  /** The list of cells. */
  public static final String CELLS = "cells";

  /** Where a cell's run is, from the sweep's folder on. */
  public static final String FOLDER = "folder";

  private SweepListing() {}

  /** Whether a folder is a sweep's. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME));
  }

  /**
   * The folders of a sweep's runs in the order of its cells, those not begun among them.
   *
   * @throws DamagedFileException if the file is no such list
   */
  public static List<Path> runs(Path folder) {
    List<Path> runs = new ArrayList<>();
    for (JsonNode cell : Json.read(folder.resolve(NAME)).path(CELLS)) {
      runs.add(folder.resolve(cell.path(FOLDER).asText()).normalize());
    }
    return runs;
  }
}
