package org.palimpsest.experiment.provenance;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.disk.Digests;

/**
 * Names the program's code that computes, so that no outcome of an older version is taken over as
 * if it were this one's.
 */
public final class ProgramDigest {

  /** What can change a trained number; a new report or command line cannot. */
  private static final Set<String> COMPUTING =
      Set.of("benchmark", "data", "engine", "head", "loss", "memory", "method", "tensor");

  private ProgramDigest() {}

  /** SHA-256 over the class files of the computing packages, in a folder or a jar alike. */
  static String current() {
    Path location = location();
    try {
      if (Files.isDirectory(location)) {
        return ofClasses(location);
      }
      try (FileSystem jar = FileSystems.newFileSystem(location)) {
        return ofClasses(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the program's own code at " + location, e);
    }
  }

  /** The folder of class files or the jar that this class was loaded from. */
  static Path location() {
    try {
      return Path.of(
          ProgramDigest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own location is no path", e);
    }
  }

  static String ofClasses(Path folder) throws IOException {
    Path root = folder.resolve("org").resolve("palimpsest");
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(file -> file.toString().endsWith(".class"))
              .filter(file -> COMPUTING.contains(root.relativize(file).getName(0).toString()))
              .sorted()
              .toList();
    }
    MessageDigest digest = Digests.sha256();
    for (Path file : files) {
      digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    return Digests.hex(digest.digest());
  }
}
