package org.palimpsest.mlflow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.disk.StorageException;

/**
 * MLflow in a Python environment of its own, made on first use in the user's cache folder. One
 * version is pinned: the one that this program is tested with.
 */
public final class PrivateMlflow {

  /** The version of MLflow. */
  public static final String VERSION = "3.17.2";

  private static final List<String> PYTHONS =
      List.of("python3", "python3.13", "python3.12", "python3.11", "python3.10", "python");
  private static final String PYTHON_VARIABLE = "PALIMPSEST_PYTHON";

  /** Fails in a Python that is too old for MLflow or that cannot make environments. */
  private static final String PROBE =
      "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

  private static final String COMPLETE = ".complete";
  private static final int LINES_OF_A_FAILURE = 15;

  /** Of all packages together, as the index had them when this version was pinned. */
  private static final int MEGABYTES = 183;

  /** How pip announces a package that it gets. */
  private static final Pattern PACKAGE =
      Pattern.compile(
          "\\s*(?:Downloading|Using cached) (\\S+?)(?:-\\d\\S*)? \\((\\d+(?:\\.\\d+)?) (bytes|kB|MB)\\)");

  private static final Map<String, Double> UNITS = Map.of("bytes", 1e-6, "kB", 1e-3, "MB", 1.0);

  /** Told how an installation goes on; it may take minutes. */
  public interface Installation {

    /** It begins, or is over. */
    void line(String text);

    /**
     * A package is on its way.
     *
     * @param what its name
     * @param megabytes of all packages up to this one
     * @param total about as many at the end
     */
    default void at(String what, int megabytes, int total) {}
  }

  private final Path home;
  private final Map<String, String> environment;

  /** The place for MLflow according to the environment: below {@code XDG_CACHE_HOME}. */
  public static PrivateMlflow inCacheOf(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return new PrivateMlflow(base.resolve("palimpsest/mlflow-" + VERSION), environment);
  }

  PrivateMlflow(Path home, Map<String, String> environment) {
    this.home = home.toAbsolutePath();
    this.environment = Map.copyOf(environment);
  }

  /**
   * Returns the Python that runs this MLflow, after installing it if that was never completed.
   *
   * @param progress told of the installation, if there is one
   * @throws MlflowUnavailableException if there is no suitable Python or the installation fails
   */
  public Path python(Installation progress) {
    Path python = home.resolve("bin/python");
    if (Files.exists(home.resolve(COMPLETE))) {
      return python;
    }
    try {
      Files.createDirectories(home.getParent());
      Path lockFile = home.resolveSibling(home.getFileName() + ".lock");
      FolderLock.inTurn(lockFile, () -> install(python, progress));
    } catch (IOException | StorageException e) {
      throw uninstallable(e);
    }
    return python;
  }

  private MlflowUnavailableException uninstallable(Exception e) {
    return new MlflowUnavailableException("MLflow cannot be installed in " + home + ": " + e, e);
  }

  private void install(Path python, Installation progress) {
    // Somebody else may have completed it while this process waited for its turn.
    if (Files.exists(home.resolve(COMPLETE))) {
      return;
    }
    try {
      installNow(python, progress);
    } catch (IOException e) {
      throw uninstallable(e);
    }
  }

  private void installNow(Path python, Installation progress) throws IOException {
    String system = systemPython();
    progress.line(
        "Installing MLflow %s into %s (once; about 200 MB, a minute or two) ..."
            .formatted(VERSION, home));
    new Disk().delete(home);
    run(List.of(system, "-m", "venv", home.toString()), line -> {});
    run(
        List.of(
            python.toString(),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            // Bytecode is made on first use, for the few modules that are used.
            "--no-compile",
            "--prefer-binary",
            "--progress-bar",
            "off",
            "mlflow==" + VERSION),
        adding(progress));
    Files.createFile(home.resolve(COMPLETE));
    progress.line("MLflow %s is installed.".formatted(VERSION));
  }

  /** Adds up what pip announces. */
  private static Consumer<String> adding(Installation progress) {
    double[] megabytes = {0};
    return line -> {
      Matcher announced = PACKAGE.matcher(line);
      if (announced.lookingAt()) {
        double unit = UNITS.getOrDefault(announced.group(3), 0.0);
        megabytes[0] += unit * Double.parseDouble(announced.group(2));
        progress.at(announced.group(1), (int) Math.min(megabytes[0], MEGABYTES), MEGABYTES);
      } else if (line.startsWith("Installing ")) {
        progress.at("unpacking", MEGABYTES, MEGABYTES);
      }
    };
  }

  private String systemPython() {
    List<String> candidates = new ArrayList<>();
    Optional.ofNullable(environment.get(PYTHON_VARIABLE)).ifPresent(candidates::add);
    if (candidates.isEmpty()) {
      candidates.addAll(PYTHONS);
    }
    for (String candidate : candidates) {
      if (works(candidate)) {
        return candidate;
      }
    }
    throw new MlflowUnavailableException(
        ("MLflow needs Python 3.10 or newer with its venv module, and none of %s is one. Install it"
                + " (on Debian and Ubuntu: apt install python3 python3-venv) or name one in %s."
                + " Runs need no Python: their results are in their folders, and scripts/mlflow-sync"
                + " sends them to any MLflow server.")
            .formatted(String.join(", ", candidates), PYTHON_VARIABLE));
  }

  private boolean works(String python) {
    try {
      Process probe =
          builder(List.of(python, "-c", PROBE))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void run(List<String> command, Consumer<String> lines) throws IOException {
    Process process = builder(command).redirectErrorStream(true).start();
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
        last.addLast(line);
        if (last.size() > LINES_OF_A_FAILURE) {
          last.removeFirst();
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new MlflowUnavailableException(
            "MLflow cannot be installed; \"%s\" ended with status %d:\n%s"
                .formatted(
                    Redaction.of(String.join(" ", command)),
                    status,
                    Redaction.of(String.join("\n", last))));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      process.destroy();
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(LocalMlflow.withoutMlflow(environment));
    return builder;
  }

  private static MlflowUnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new MlflowUnavailableException("interrupted while installing MLflow", e);
  }
}
