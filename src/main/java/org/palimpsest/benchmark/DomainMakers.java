package org.palimpsest.benchmark;

import java.util.List;
import java.util.Optional;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Domains;
import org.palimpsest.tensor.Seeds;

/** What can tell sessions with the same outputs apart, by name. */
public final class DomainMakers {

  private static final int LARGEST_PADDING = 64;

  private static final Part<DomainMaker> PERMUTED =
      new Part<>(
          "permuted",
          "Goodfellow et al. 2013; padding: van de Ven, Tuytelaars and Tolias, Nature MI 2022",
          """
          # Black pixels on each side of an image, which take part in the permutation, 0 to 64; van de
          # Ven makes 28x28 images 32x32 with 2.
          padding = 0

          # Whether the images of session 0 stay as they are, but for the padding: true or false.
          first-as-is = false
          """,
          section ->
              new Permuted(
                  section.integer("padding", 0, LARGEST_PADDING), section.flag("first-as-is")));

  private static final Part<DomainMaker> ROTATED =
      new Part<>(
          "rotated",
          "Lopez-Paz and Ranzato, NeurIPS 2017; one angle for each session: Mammoth",
          """
          # Degrees counter-clockwise: random (drawn for each session from the run's seed), or a list
          # with one angle for each session, such as [0, 45, 90].
          angles = random

          # Angles are drawn from 0 to this, above 0 to 360.
          largest = 180
          """,
          Rotated::read);

  private static final Part<DomainMaker> PARITY =
      new Part<>(
          "parity", "Hsu et al. 2018; split MNIST: even or odd", "", section -> new Parity());

  public static final List<Part<DomainMaker>> ALL = List.of(PERMUTED, ROTATED, PARITY);

  private DomainMakers() {}

  private record Permuted(int padding, boolean firstAsIs) implements DomainMaker {

    @Override
    public Dataset shown(Dataset dataset, int sessions, Seeds seeds) {
      return Domains.permuted(dataset, sessions, padding, firstAsIs, seeds);
    }
  }

  /**
   * Rotations.
   *
   * @param written one angle for each session; empty to draw them
   */
  private record Rotated(Optional<List<Double>> written, double largest) implements DomainMaker {

    private static DomainMaker read(Section section) {
      if (section.kind("angles") == Kind.LIST) {
        section.idle("largest", section.path() + ".angles says each angle");
        return new Rotated(Optional.of(section.reals("angles", -360, 360)), 0);
      }
      section.oneOf("angles", List.of("random"));
      return new Rotated(Optional.empty(), section.real("largest", 1e-9, 360));
    }

    @Override
    public void check(Section benchmark, BenchmarkSpec spec) {
      int sessions = 1 + spec.novel().sessions();
      if (benchmark.section("novel").sound("sessions")
          && written.isPresent()
          && written.get().size() != sessions) {
        benchmark
            .section("novel")
            .problem(
                "sessions",
                "makes %d sessions with session 0, but there are %d angles"
                    .formatted(sessions, written.get().size()));
      }
    }

    @Override
    public Dataset shown(Dataset dataset, int sessions, Seeds seeds) {
      return Domains.rotated(
          dataset, written.orElseGet(() -> Domains.angles(sessions, largest, seeds)));
    }
  }

  private record Parity() implements DomainMaker {

    @Override
    public boolean renumbers() {
      return true;
    }

    @Override
    public Dataset shown(Dataset dataset, int sessions, Seeds seeds) {
      return dataset;
    }
  }
}
