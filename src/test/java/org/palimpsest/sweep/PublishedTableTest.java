package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.experiment.ExperimentSpec;

class PublishedTableTest {

  private static final String EXPERIMENT =
      """
      name = small
      seeds = [1, 2]
      benchmark { dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2, shots = 5 } }
      training.episodes.ways = 3
      """;

  private static final String TABLE =
      """
      published { source = "Somebody, 2020", where = "table 1", metric = accuracy_seen, seeds = 4, minutes = 2 }
      """;

  @TempDir Path folder;

  private Path file(String more) throws IOException {
    return Files.writeString(folder.resolve("x.conf"), EXPERIMENT + more);
  }

  private List<String> problems(String more) {
    ConfException thrown =
        catchThrowableOfType(ConfException.class, () -> PublishedTable.load(file(more), List.of()));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void rowsBelongToTheEntriesOfTheSweep() throws IOException {
    Path file =
        file(
            TABLE
                + """
                sweep.list = [
                  { published { row = "linear", value = 70.10, deviation = 2 }, learner.head = linear }
                  { learner.head = prototype }
                  { published.rows = [
                      { row = "cosine", value = 80, interval = 0.5, reason = "because" }
                      { row = "cosine, base", metric = base_accuracy, value = 81.5, attempted = false }
                    ], learner.head = cosine, learner.cosine.imprint = false }
                ]
                """);
    assertThat(PublishedTable.isIn(file)).isTrue();
    PublishedTable table = PublishedTable.load(file, List.of());
    List<String> experiments = table.plan().experiments();
    assertThat(experiments).hasSize(3);
    assertThat(experiments.toString()).doesNotContain("published");

    PublishedRow linear = table.rows().get(0);
    assertThat(linear.experiment()).isEqualTo(experiments.get(0));
    assertThat(linear.metric()).isEqualTo("accuracy_seen");
    assertThat(linear.decimals()).isEqualTo(2);
    // t(3) = 3.1824, by 2 / sqrt(4)
    assertThat(linear.error().orElseThrow()).isEqualTo(3.1824, within(1e-4));
    assertThat(linear.minutes()).isEqualTo(2);

    PublishedRow cosine = table.rows().get(1);
    assertThat(cosine.experiment()).isEqualTo(experiments.get(2));
    assertThat(cosine.error()).isEqualTo(OptionalDouble.of(0.5));
    assertThat(cosine.reason()).isEqualTo(Optional.of("because"));
    assertThat(table.rows().get(2).metric()).isEqualTo("base_accuracy");
    assertThat(table.rows().get(2).attempted()).isFalse();

    PublishedTable one = table.only(java.util.Set.of("linear"));
    assertThat(one.rows()).containsExactly(linear);
    assertThat(one.plan().cells()).hasSize(2);
  }

  @Test
  void withoutASweepTheTableIsAboutTheExperiment() throws IOException {
    PublishedTable table =
        PublishedTable.load(
            file(
                """
                published { source = "Somebody, 2020", where = "text", metric = accuracy_seen, seeds = 1
                            minutes = 2, row = "whole", value = 50.5 }
                """),
            List.of());
    assertThat(table.rows()).hasSize(1);
    assertThat(table.rows().get(0).experiment()).isEqualTo("small");
  }

  @Test
  void whatOthersMeasuredIsNoPartOfARun() throws IOException {
    String id = "small";
    ExperimentSpec with = ExperimentSpec.load(file(TABLE), List.of());
    ExperimentSpec without = ExperimentSpec.load(file(""), List.of());
    assertThat(with.name()).isEqualTo(id);
    assertThat(with.resolved()).isEqualTo(without.resolved());
  }

  @Test
  void mistakesAreToldWithTheirLines() {
    assertThat(
            problems(
                TABLE
                    + """
                    sweep.list = [
                      { published { row = "a", valeu = 70 }, learner.head = linear }
                      { published { row = "b", value = 170 }, learner.head = prototype }
                    ]
                    """))
        .anySatisfy(p -> assertThat(p).startsWith("x.conf:7: ").contains("valeu", "is not one of"))
        .anySatisfy(p -> assertThat(p).startsWith("x.conf:8: ").contains("value = 170"));
    assertThat(problems(TABLE)).anySatisfy(p -> assertThat(p).contains("row"));
    assertThat(
            problems(
                TABLE
                    + """
                    sweep { list = [{ published { row = "a", value = 1 }, learner.head = linear }]
                            grid.benchmark.novel.shots = [1, 5] }
                    """))
        .anySatisfy(p -> assertThat(p).contains("needs a sweep that is one list"));
    assertThat(
            problems(
                TABLE
                    + """
                    sweep.list = [{ published { row = "a", value = 1, seeds = 1, deviation = 1 }
                                    learner.head = linear }]
                    """))
        .anySatisfy(p -> assertThat(p).contains("deviation = 1 gives no interval"));
  }
}
