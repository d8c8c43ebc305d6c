package org.palimpsest.sweep;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Section;

/**
 * What the section {@code sweep} of an experiment file says.
 *
 * @param points which keys are set to what; not empty
 * @param jobs cells at once; empty if the file leaves that open
 * @param halving empty if every cell is run to its end
 * @param launcher one of {@link #LAUNCHERS}
 * @param slurm what the latter asks for
 */
record SweepSpec(
    List<Point> points,
    OptionalInt jobs,
    Optional<Halving> halving,
    String launcher,
    SlurmSpec slurm) {

  static final List<String> LAUNCHERS = List.of("local", SweepPlan.SLURM);

  private static final int MOST_JOBS = 10_000;

  SweepSpec {
    points = List.copyOf(points);
  }

  static SweepSpec read(Section sweep) {
    return new SweepSpec(
        Axes.read(sweep),
        sweep.optionalInteger("jobs", 1, MOST_JOBS),
        Halving.read(sweep.section("halving")),
        sweep.oneOf("launcher", LAUNCHERS),
        SlurmSpec.read(sweep.section("slurm")));
  }
}
