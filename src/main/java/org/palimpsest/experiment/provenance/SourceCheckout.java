package org.palimpsest.experiment.provenance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The git checkout that the program was built in. */
public final class SourceCheckout {

  private static final long GIT_SECONDS = 10;

  private SourceCheckout() {}

  /** Its commit; empty if the program was copied elsewhere, or there is no git. */
  public static Optional<Provenance.Commit> commit() {
    return commit(ProgramDigest.location().toAbsolutePath());
  }

  /** The same for a program that lies there. */
  static Optional<Provenance.Commit> commit(Path program) {
    Optional<Path> found = checkout(program);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return git(found.get(), status()).flatMap(SourceCheckout::parsed);
  }

  /** One call of git tells both: lines of its own about the branch, the others about changes. */
  private static Optional<Provenance.Commit> parsed(String status) {
    String id = "# branch.oid ";
    boolean dirty = status.lines().anyMatch(line -> !line.startsWith("# "));
    return status
        .lines()
        .filter(line -> line.matches(id + "[0-9a-f]{40,64}"))
        .map(line -> new Provenance.Commit(line.substring(id.length()), dirty))
        .findFirst();
  }

  /**
   * The checkout above classes or a jar: in {@code target/classes}, {@code target/NAME.jar} or
   * {@code target/programs/DIGEST}.
   */
  private static Optional<Path> checkout(Path program) {
    Path folder = program.getParent();
    for (int levels = 0; levels < 3 && folder != null; levels++) {
      if (Files.exists(folder.resolve(".git")) && Files.exists(folder.resolve("pom.xml"))) {
        return Optional.of(folder);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  /** Results, notes and experiments of one's own beside the sources compute nothing. */
  private static String[] status() {
    return new String[] {"status", "--porcelain=v2", "--branch", "--", "src", "conf", "pom.xml"};
  }

  private static Optional<String> git(Path checkout, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks"));
    command.addAll(List.of("-C", checkout.toString()));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      return Optional.empty(); // no git on this machine
    }
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor(GIT_SECONDS, TimeUnit.SECONDS);
      return done && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroy();
    }
  }
}
