package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;

/**
 * A Slurm of one node on this machine, set up by {@code src/test/slurm/single-node}. Where it is
 * not installed, or the user is not root, tests that need it are skipped, except on a build server,
 * where they fail.
 */
final class RealSlurm implements AutoCloseable {

  private static final Path SCRIPT = Path.of("src/test/slurm/single-node").toAbsolutePath();

  private final Path folder;

  private RealSlurm(Path folder) {
    this.folder = folder;
  }

  /** Starts one whose every file is in a folder of its own. */
  static RealSlurm start() throws Exception {
    if (!isInstalled()) {
      missing("slurmctld, slurmd and munged are not installed (Debian: slurmctld slurmd munge)");
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      missing("only root can start Slurm's daemons");
    }
    // Not below a test's own folder, which only root may enter: munged runs as another user.
    Path folder =
        Files.createTempDirectory(
            "palimpsest-slurm-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    call(Map.of(), SCRIPT.toString(), "start", folder.toString());
    return new RealSlurm(folder);
  }

  private static void missing(String why) {
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Slurm to test against: " + why);
    }
    abort("SKIPPED, no Slurm to test against: " + why);
  }

  private static boolean isInstalled() {
    return Stream.of("slurmctld", "slurmd", "munged")
        .allMatch(
            daemon ->
                Stream.of("/usr/sbin", "/usr/bin")
                    .anyMatch(bin -> Files.isExecutable(Path.of(bin, daemon))));
  }

  Map<String, String> environment() {
    return Map.of("SLURM_CONF", folder.resolve("slurm.conf").toString());
  }

  /** Calls a command of Slurm's and returns what it says. */
  String call(String... command) throws Exception {
    return call(environment(), command);
  }

  private static String call(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    // Daemons keep what they were given as output open, hence a file and not a pipe.
    Path out = Files.createTempFile("slurm-", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    String said = Files.readString(out, StandardCharsets.UTF_8);
    Files.delete(out);
    assertThat(code).as(String.join(" ", command) + "\n" + said).isZero();
    return said;
  }

  @Override
  public void close() throws Exception {
    call(Map.of(), SCRIPT.toString(), "stop", folder.toString());
    new Disk().delete(folder);
  }
}
