package org.palimpsest.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.conf.Section;

/**
 * What a cell gets from a cluster under Slurm.
 *
 * @param options of sbatch, each {@code --name=value}
 * @param cpus of each cell
 * @param environment variables that are set for each cell
 * @param setup lines of shell that are run before each cell
 * @param pollSeconds between looks at the queue
 * @param resubmissions of one cell that was cancelled, preempted or out of time
 */
record SlurmSpec(
    List<String> options,
    int cpus,
    Map<String, String> environment,
    List<String> setup,
    int pollSeconds,
    int resubmissions) {

  /** The forms that sbatch reads: minutes, minutes:seconds, days-hours:minutes:seconds, ... */
  private static final String TIME = "\\d+(:\\d+){0,2}|\\d+-\\d+(:\\d+){0,2}";

  private static final String MEMORY = "\\d+[KMGT]?";
  private static final int MOST_CPUS = 1024;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_RESUBMISSIONS = 1_000_000;

  SlurmSpec {
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
    setup = List.copyOf(setup);
  }

  static SlurmSpec read(Section slurm) {
    List<String> options = new ArrayList<>();
    int cpus = slurm.integer("cpus", 1, MOST_CPUS);
    options.add("--cpus-per-task=" + cpus);
    for (String key : List.of("partition", "account", "qos")) {
      slurm.optionalText(key).ifPresent(text -> options.add("--" + key + "=" + text));
    }
    formed(slurm, "time", TIME, "is no time that sbatch reads, such as 30 (minutes) or 1-12:00:00")
        .ifPresent(time -> options.add("--time=" + time));
    formed(slurm, "memory", MEMORY, "is no size that sbatch reads, such as 4G")
        .ifPresent(memory -> options.add("--mem=" + memory));
    for (String option : slurm.texts("options")) {
      if (!option.startsWith("--")) {
        slurm.problem("options", "has \"%s\"; each begins with --".formatted(option));
      }
      options.add(option);
    }
    return new SlurmSpec(
        options,
        cpus,
        environment(slurm.section("environment")),
        slurm.texts("setup"),
        slurm.integer("poll-seconds", 1, MOST_SECONDS),
        slurm.integer("resubmissions", 0, MOST_RESUBMISSIONS));
  }

  private static Optional<String> formed(Section slurm, String key, String form, String why) {
    Optional<String> text = slurm.optionalText(key);
    if (text.isPresent() && !text.get().matches(form)) {
      slurm.problem(key, why);
    }
    return text;
  }

  private static Map<String, String> environment(Section section) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : section.keys()) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        section.problem(name, "is no variable: letters, digits and underscores, no digit first");
      }
      variables.put(name, section.text(name));
    }
    return variables;
  }
}
