package org.palimpsest.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cli.Main;

/** How long a user waits for the program to begin: a process like this one that only prints. */
final class StartUp {

  private StartUp() {}

  /** {@code --help} in a new process with this one's options, without the launcher script. */
  static Subject help() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "--help"));
    return new Subject(
        "palimpsest --help",
        1,
        () -> {
          long start = System.nanoTime();
          Process process =
              new ProcessBuilder(command)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start();
          int exit = wait(process);
          if (exit != 0) {
            throw new IOException("%s ended with exit code %d".formatted(command, exit));
          }
          return (System.nanoTime() - start) / 1e9;
        });
  }

  private static int wait(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a process", e);
    }
  }
}
