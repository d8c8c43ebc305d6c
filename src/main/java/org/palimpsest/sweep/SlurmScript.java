package org.palimpsest.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.disk.Digests;

/**
 * The batch script of a job array. It holds everything that its tasks need, so that neither a
 * changed sweep file nor the end of the submitting shell matters to them.
 */
final class SlurmScript {

  /** What the launcher found right for this program, and where the data are. */
  private static final List<String> PASSED_ON =
      List.of(
          "OPENBLAS_NUM_THREADS",
          "OMP_NUM_THREADS",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_MAX_",
          "MALLOC_TRIM_THRESHOLD_",
          "GLIBC_TUNABLES",
          "LC_ALL",
          "LC_CTYPE",
          "LANG",
          "PALIMPSEST_DATA");

  private SlurmScript() {}

  /** The name of all jobs of a sweep: no two results folders share it. */
  static String jobName(SweepPlan plan) {
    String folder = absolute(plan.folder()).toString();
    return "palimpsest-%s-%s".formatted(plan.name(), Digests.of(folder).substring(0, 8));
  }

  /** Where tasks leave their exit codes and Slurm its messages. */
  static Path folder(SweepPlan plan) {
    return absolute(plan.folder()).resolve("slurm");
  }

  /** Where a task leaves its exit code once it has ended by itself. */
  static Path exitFile(SweepPlan plan, Slurm.Task task) {
    return folder(plan).resolve(task + ".exit");
  }

  /** Where Slurm says why it ended a task. */
  static Path messages(SweepPlan plan, Slurm.Task task) {
    return folder(plan).resolve(task + ".out");
  }

  /**
   * Writes the script.
   *
   * @param goals what each task of the array is to run, in order
   * @param atOnce tasks at once, if there is a limit
   */
  static String of(
      SweepPlan plan,
      Map<Cell, Goal> goals,
      SlurmSpec slurm,
      JavaCommand java,
      OptionalInt atOnce) {
    String limit = atOnce.isPresent() ? "%" + atOnce.getAsInt() : "";
    Stream<String> options =
        Stream.concat(
            Stream.of(
                "--job-name=" + jobName(plan),
                "--array=0-" + (goals.size() - 1) + limit,
                "--chdir=" + absolute(Path.of("")),
                "--output=" + folder(plan) + "/%A_%a.out",
                "--open-mode=append",
                "--requeue"),
            slurm.options().stream());
    Stream<String> variables =
        Stream.concat(
            PASSED_ON.stream()
                .filter(System.getenv()::containsKey)
                .map(name -> export(name, System.getenv(name))),
            slurm.environment().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(variable -> export(variable.getKey(), variable.getValue())));
    int[] index = {0};
    String cases =
        goals.entrySet().stream()
            .map(goal -> task(plan, index[0]++, goal.getKey(), goal.getValue(), slurm, java))
            .collect(Collectors.joining());
    return """
        #!/bin/bash
        %s
        %s
        %s
        state=%s/${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
        rm -f "$state.exit" # of before it was preempted and queued again
        case $SLURM_ARRAY_TASK_ID in
        %sesac
        %s
        # On SIGTERM, before a preemption or at the end of its time, the cell stops at its next step.
        trap 'kill -TERM "$cell" 2>/dev/null' TERM
        "$@" >>"$log" 2>&1 </dev/null &
        cell=$!
        while :; do
          wait "$cell"
          code=$?
          kill -0 "$cell" 2>/dev/null || break
        done
        echo "$code" >"$state.exit.partial" && mv "$state.exit.partial" "$state.exit"
        exit "$code"
        """
        .formatted(
            options.map(option -> "#SBATCH " + option).collect(Collectors.joining("\n")),
            variables.collect(Collectors.joining("\n")),
            String.join("\n", slurm.setup()),
            quoted(folder(plan).toString()),
            cases,
            plan.hidden().keySet().stream()
                .map(SlurmScript::demanded)
                .collect(Collectors.joining("\n")));
  }

  /**
   * Stops where a variable is missing. Secrets come with the submitter's environment, which some
   * clusters keep from jobs (SBATCH_EXPORT=NONE); a cell without them would be another one.
   */
  private static String demanded(String variable) {
    return """
        if [ -z "$%s" ]; then
          echo 'Slurm did not hand on %s: submit with SBATCH_EXPORT=ALL' >>"$log"
          echo 2 >"$state.exit"
          exit 2
        fi"""
        .formatted(variable, variable);
  }

  private static String task(
      SweepPlan plan, int index, Cell cell, Goal goal, SlurmSpec slurm, JavaCommand java) {
    String command =
        java.with(slurm.cpus(), JavaCommand.run(plan, cell, goal)).stream()
            .map(SlurmScript::quoted)
            .collect(Collectors.joining(" "));
    return "  %s) log=%s; set -- %s ;;%n"
        .formatted(index, quoted(absolute(SweepFiles.log(plan, cell)).toString()), command);
  }

  private static String export(String name, String value) {
    return "export %s=%s".formatted(name, quoted(value));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
