package org.palimpsest.mlflow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The whole program in a process of its own, as a user starts it. */
final class Program implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private Program(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a command in a folder; what it prints, on both streams, can be read. */
  static Program start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it ends before the optimising compiler pays
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                "org.palimpsest.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    return new Program(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Everything printed so far that was read. */
  String text() {
    return String.join("\n", lines);
  }

  /** Reads until a line contains a text. */
  void awaitLine(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("ended without saying \"" + text + "\":\n" + text());
  }

  /** Reads to the end. */
  int awaitEnd() throws IOException, InterruptedException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
    }
    return process.waitFor();
  }

  /** As a service manager, or Ctrl-C, ends it. */
  void terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still alive half a minute after SIGTERM");
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
