package org.palimpsest.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Safetensors;

/**
 * A Python program that reads safetensors files with the format's own package and computes with
 * NumPy. It has an environment of its own in the user's cache, made on first use. Where there is no
 * Python, tests that need it are skipped, except on a build server, where they fail.
 */
public final class PythonReader {

  private static final List<String> PACKAGES = List.of("numpy==2.2.6", "safetensors==0.8.0");

  private PythonReader() {}

  /**
   * What an exported model makes of images.
   *
   * @param name {@code images}, normalised, or {@code pixels}, 0 to 255
   * @param images {@code [batch, channels, height, width]}, float32
   * @return {@code map} and {@code embedding}
   */
  public static Map<String, INDArray> features(Path model, String name, INDArray images, Path work)
      throws Exception {
    Path python = python();
    Path script = work.resolve("embeddings.py");
    try (InputStream source = PythonReader.class.getResourceAsStream("embeddings.py")) {
      Files.write(script, Objects.requireNonNull(source).readAllBytes());
    }
    Path input = work.resolve("images.safetensors");
    try (OutputStream out = Files.newOutputStream(input)) {
      new Safetensors(Map.of(name, images), Map.of()).writeTo(out);
    }
    Path output = work.resolve("features.safetensors");
    Result result =
        run(
            python.toString(),
            script.toString(),
            model.toString(),
            input.toString(),
            output.toString());
    assertThat(result.status()).as(result.text()).isZero();
    return Safetensors.read(output).tensors();
  }

  private static Path python() throws IOException, InterruptedException {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path home = base.resolve("palimpsest/test-" + String.join("-", PACKAGES).replace("==", "-"));
    Path complete = home.resolve(".complete");
    Files.createDirectories(home.getParent());
    try (FileChannel channel =
            FileChannel.open(
                home.resolveSibling(home.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      if (!Files.exists(complete)) {
        String system = System.getenv().getOrDefault("PALIMPSEST_PYTHON", "python3");
        Result made = run(system, "-m", "venv", "--clear", home.toString());
        if (made.status() == 0) {
          made = install(home);
        }
        if (made.status() != 0) {
          return unavailable(made.text());
        }
        Files.createFile(complete);
      }
    }
    return home.resolve("bin/python");
  }

  private static Result install(Path home) throws IOException, InterruptedException {
    String pip = home.resolve("bin/pip").toString();
    return run(
        pip, "install", "-q", "--disable-pip-version-check", PACKAGES.get(0), PACKAGES.get(1));
  }

  private static Path unavailable(String why) {
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Python to test against: " + why);
    }
    return abort("SKIPPED, no Python to test against: " + why);
  }

  /** How a program ended, and what it said. */
  private record Result(int status, String text) {}

  private static Result run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(process.waitFor(), text);
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage())); // there is no such program
    }
  }
}
