package org.palimpsest.sweep;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How this program is started: with the same Java, options and classes as this process, not through
 * the launcher, which could build the program anew in the middle of a sweep.
 *
 * @param words up to the class path and the main class
 */
public record JavaCommand(List<String> words) {

  /** What a cell's process says by itself, or what would be in the way there. */
  private static final List<String> NOT_PASSED_ON =
      List.of("-Dpalimpsest.command=", "-XX:ActiveProcessorCount=", "-agentlib:", "-javaagent:");

  public JavaCommand {
    words = List.copyOf(words);
  }

  /** The command of this process. */
  public static JavaCommand ofThisProcess(String mainClass) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> NOT_PASSED_ON.stream().noneMatch(option::startsWith))
        .forEach(words::add);
    words.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), mainClass));
    return new JavaCommand(words);
  }

  /**
   * The command of a process that runs cells.
   *
   * @param threads that {@code engine.threads = auto} is to mean there; the JVM's own threads are
   *     as many
   * @param arguments of the program
   */
  List<String> with(int threads, List<String> arguments) {
    List<String> command = new ArrayList<>(words);
    command.add(1, "-XX:ActiveProcessorCount=" + threads);
    command.addAll(arguments);
    return command;
  }

  /** The program's arguments that run a cell. */
  static List<String> run(SweepPlan plan, Cell cell, Goal goal) {
    List<String> arguments = new ArrayList<>(List.of("run", plan.file().toString()));
    arguments.addAll(cell.overrides());
    goal.lastSession().ifPresent(session -> arguments.add("--until-session=" + session));
    return arguments;
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
