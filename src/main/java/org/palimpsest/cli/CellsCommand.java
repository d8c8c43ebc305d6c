package org.palimpsest.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palimpsest.sweep.CellTask;
import org.palimpsest.sweep.LocalLauncher;
import picocli.CommandLine.Command;

/**
 * {@code palimpsest cells}: a worker of a sweep. It reads tasks from standard input, a line each,
 * and answers each with its exit code on standard output.
 */
@Command(
    name = LocalLauncher.WORKER,
    hidden = true,
    description = "Runs cells of a sweep; only a sweep calls this.")
final class CellsCommand implements Callable<Integer> {

  private final DatasetReader data = new DatasetReader();
  private final BlockingQueue<Optional<String>> tasks = new LinkedBlockingQueue<>();
  private final AtomicBoolean working = new AtomicBoolean();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Thread reader = new Thread(this::listen, "sweep");
    reader.setDaemon(true);
    reader.start();
    try (PrintStream answers =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII)) {
      for (Optional<String> line = tasks.take(); line.isPresent(); line = tasks.take()) {
        int code = run(CellTask.of(line.get()));
        working.set(false);
        answers.println(CellTask.answer(code));
      }
    }
    return ExitCodes.DONE;
  }

  /** Whoever started this process holds the other end of its standard input. */
  private void listen() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        working.set(true);
        tasks.add(Optional.of(line));
      }
    } catch (IOException e) {
      // As at its end: nobody is there any more.
    }
    tasks.add(Optional.empty());
    if (working.get()) {
      System.exit(ExitCodes.INTERRUPTED); // goes on as after a signal
    }
  }

  private int run(CellTask task) throws IOException {
    try (PrintStream log =
        new PrintStream(
            new FileOutputStream(task.log().toFile(), true), true, StandardCharsets.UTF_8)) {
      return Main.execute(new Streams(log, log), data, task.arguments().toArray(String[]::new));
    }
  }
}
