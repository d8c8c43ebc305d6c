package org.palimpsest.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Slurm's own commands. What has ended is not asked for: not every cluster keeps accounts. */
final class Slurm {

  /**
   * A task of a job array.
   *
   * @param job number of the array
   * @param index within the array
   */
  record Task(String job, int index) {

    /** As in the names of files. */
    @Override
    public String toString() {
      return job + "_" + index;
    }
  }

  /** Ended early, it may have submitted all the same. */
  private static final long AS_LONG_AS_IT_TAKES = Long.MAX_VALUE;

  private Slurm() {}

  /**
   * Submits a script with its {@code #SBATCH} lines.
   *
   * @param environment added to that of the job, which Slurm keeps for its owner alone
   * @return number of the job
   * @throws SlurmException if it is refused
   */
  static String submit(String script, Map<String, String> environment) {
    return call(List.of("sbatch", "--parsable"), script, environment, AS_LONG_AS_IT_TAKES)
        .strip()
        .split(";", -1)[0];
  }

  /**
   * The tasks of all jobs of a name that wait, run or are about to end, with their states, such as
   * {@code PENDING}.
   *
   * @param seconds to wait for an answer: without a cluster Slurm tries for a minute
   * @throws SlurmException if nobody answers
   */
  static Map<Task, String> queue(String jobName, long seconds) {
    List<String> command =
        List.of("squeue", "--noheader", "--array", "--name=" + jobName, "--format=%F %K %T");
    Map<Task, String> states = new HashMap<>();
    for (String line : call(command, "", Map.of(), seconds).lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length != 3 || !words[1].matches("\\d+")) {
        throw new SlurmException(command, "is not understood: " + line);
      }
      states.put(new Task(words[0], Integer.parseInt(words[1])), words[2]);
    }
    return states;
  }

  private static String call(
      List<String> command, String input, Map<String, String> environment, long seconds) {
    ExecutorService readers = Executors.newFixedThreadPool(2);
    Optional<Process> started = Optional.empty();
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      Process process = builder.start();
      started = Optional.of(process);
      Future<String> answer = readers.submit(() -> text(process.getInputStream()));
      Future<String> complaint = readers.submit(() -> text(process.getErrorStream()));
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new SlurmException(command, "no answer within %d seconds".formatted(seconds));
      }
      int code = process.exitValue();
      if (code != 0) {
        String why = complaint.get().strip();
        throw new SlurmException(command, why.isEmpty() ? "exit code " + code : why);
      }
      return answer.get();
    } catch (IOException | ExecutionException e) {
      throw new SlurmException(command, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlurmException(command, "interrupted");
    } finally {
      started.ifPresent(Process::destroyForcibly);
      readers.shutdown();
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
