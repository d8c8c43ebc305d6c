package org.palimpsest.record;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Measures what this process takes of the machine. Not safe for use by several threads.
 *
 * <p>The processor share is an average since the sample before, so that sampling once a block of
 * training gives the share of that block.
 */
public final class SystemSampler {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private long cpuNanos = cpuNanos();
  private long wallNanos = System.nanoTime();

  /**
   * One sample.
   *
   * @param cpuShare of all the machine's processors, in [0, 1]; empty if the platform does not say
   *     or no time has passed
   * @param residentBytes memory held, native memory included; empty where the system does not say
   */
  public record Sample(OptionalDouble cpuShare, OptionalDouble residentBytes) {}

  /** Measures now. */
  public Sample sample() {
    long cpu = cpuNanos();
    long wall = System.nanoTime();
    OptionalDouble share =
        cpu >= 0 && cpuNanos >= 0
            ? cpuShare(cpu - cpuNanos, wall - wallNanos, Runtime.getRuntime().availableProcessors())
            : OptionalDouble.empty();
    cpuNanos = cpu;
    wallNanos = wall;
    return new Sample(share, residentBytes());
  }

  /** Of the time of all processors; empty if no time has passed. */
  static OptionalDouble cpuShare(long cpu, long wall, int processors) {
    return wall > 0
        ? OptionalDouble.of(Math.min(1, Math.max(0, (double) cpu / processors / wall)))
        : OptionalDouble.empty();
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }

  private static OptionalDouble residentBytes() {
    try {
      return residentBytes(Files.readAllLines(STATUS));
    } catch (IOException e) {
      // Not Linux, or a container that hides it. A value that is not known stops no training.
      return OptionalDouble.empty();
    }
  }

  /** Finds a line such as {@code VmRSS: 123456 kB}. */
  static OptionalDouble residentBytes(List<String> status) {
    for (String line : status) {
      if (line.startsWith(RESIDENT)) {
        String kibibytes = line.substring(RESIDENT.length()).replace("kB", "").strip();
        return OptionalDouble.of(Double.parseDouble(kibibytes) * 1024);
      }
    }
    return OptionalDouble.empty();
  }
}
