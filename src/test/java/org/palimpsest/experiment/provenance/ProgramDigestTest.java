package org.palimpsest.experiment.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramDigestTest {

  @TempDir Path folder;

  @Test
  void aJarHasTheDigestOfItsClassFiles() throws Exception {
    Path classes = folder.resolve("classes");
    write(classes, "org/palimpsest/engine/One.class", "1");
    write(classes, "org/palimpsest/method/fit/Two.class", "2");
    write(classes, "org/palimpsest/cli/Main.class", "3");
    String ofFolder = ProgramDigest.ofClasses(classes);
    try (FileSystem jar =
        FileSystems.newFileSystem(folder.resolve("all.jar"), Map.of("create", "true"))) {
      Path root = jar.getPath("/");
      write(root, "org/palimpsest/method/fit/Two.class", "2");
      write(root, "org/palimpsest/engine/One.class", "1");
      write(root, "org/palimpsest/cli/Main.class", "another command line");
      assertThat(ProgramDigest.ofClasses(root)).isEqualTo(ofFolder);
      write(root, "org/palimpsest/engine/One.class", "another engine");
      assertThat(ProgramDigest.ofClasses(root)).isNotEqualTo(ofFolder);
    }
  }

  private static void write(Path folder, String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
