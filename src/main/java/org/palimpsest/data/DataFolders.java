package org.palimpsest.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where data sets are looked for: {@code data.root}, then the folder named by the environment
 * variable {@code PALIMPSEST_DATA}, then the user's cache. Downloads go to {@code data.root} if it
 * is given, else to the cache; the folder in the environment is often shared, and is only read.
 *
 * @param searched in this order
 * @param downloads where downloads go
 */
public record DataFolders(List<Path> searched, Path downloads) {

  static final String VARIABLE = "PALIMPSEST_DATA";

  public DataFolders {
    searched = List.copyOf(searched);
  }

  /** The folders of this process. */
  public static DataFolders of(Optional<Path> root) {
    return of(root, System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  static DataFolders of(Optional<Path> root, Map<String, String> environment, Path home) {
    List<Path> folders = new ArrayList<>();
    root.ifPresent(folders::add);
    String shared = environment.getOrDefault(VARIABLE, "");
    if (!shared.isBlank()) {
      folders.add(Path.of(shared));
    }
    Path cache = cache(environment, home);
    folders.add(cache);
    return new DataFolders(folders.stream().distinct().toList(), root.orElse(cache));
  }

  /** As the XDG base directory specification has it: a relative path there is ignored. */
  private static Path cache(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        !named.isBlank() && Path.of(named).isAbsolute() ? Path.of(named) : home.resolve(".cache");
    return base.resolve("palimpsest");
  }
}
