package org.palimpsest.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The same training step in PyTorch, in a process of its own that waits between rounds. */
final class PeerPython implements AutoCloseable {

  /** Architectures that the script has. */
  static final Set<String> KNOWN = Set.of("conv4", "resnet18");

  private final Path script;
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter requests;
  private final String version;

  /**
   * Starts the peer.
   *
   * @param python an interpreter that has PyTorch
   * @throws IOException if it does not start or has no PyTorch
   */
  PeerPython(Path python, int threads) throws IOException {
    script = Files.createTempFile("palimpsest-peer-step", ".py");
    try (InputStream source = PeerPython.class.getResourceAsStream("peer_step.py")) {
      if (source == null) {
        throw new IllegalStateException("the build did not pack peer_step.py");
      }
      Files.write(script, source.readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder(List.of(python.toString(), script.toString(), Integer.toString(threads)))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(PeerPython::isOfOurLauncher);
    process = builder.start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    version = answer();
  }

  /** What scripts/palimpsest sets for our process; PyTorch is to run as its users start it. */
  private static boolean isOfOurLauncher(String variable) {
    return variable.startsWith("MALLOC_")
        || variable.equals("GLIBC_TUNABLES")
        || variable.equals("OMP_NUM_THREADS")
        || variable.equals("OPENBLAS_NUM_THREADS");
  }

  /** PyTorch's version. */
  String version() {
    return version;
  }

  /**
   * Runs some steps.
   *
   * @param work {@code train} or {@code infer}
   * @param architecture one of {@link #KNOWN}
   * @param layout {@code default} or {@code channels_last}
   * @return seconds they took
   */
  double seconds(String work, String architecture, String layout, int batch, int steps)
      throws IOException {
    requests.println(
        String.join(
            " ", work, architecture, layout, Integer.toString(batch), Integer.toString(steps)));
    return Double.parseDouble(answer());
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the Python peer ended; does its interpreter have PyTorch?");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Files.deleteIfExists(script);
  }
}
