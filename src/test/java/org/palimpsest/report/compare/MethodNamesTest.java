package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.FinishedRun;

final class MethodNamesTest {

  @TempDir Path results;

  @Test
  void namesakesAreToldApartByTheSettingsInWhichTheyDiffer() throws Exception {
    new FinishedRun("a", 1).in(results);
    new FinishedRun("a", 1).configuration("bbbbbbbbbb", "learner.head = cosine\n").in(results);

    assertThat(methods()).extracting(Row::name).containsExactly("head=prototype", "head=cosine");
  }

  @Test
  void namesakesOfSeveralMethodsAreCalledByTheMethodAndWhatTellsItFromOthersOfTheSame()
      throws Exception {
    String adam =
        "learner.method = finetune\ntraining.base.optimizer { type = adam, beta1 = 0.9 }\n";
    String sgd = "learner.method = finetune\ntraining.base.optimizer.type = sgd\n";
    new FinishedRun("a", 1)
        .configuration("bbbbbbbbbb", "learner { method = si, si.strength = 600 }\n")
        .in(results);
    new FinishedRun("a", 1)
        .configuration("cccccccccc", adam + "training.novel.optimizer.type = adam\n")
        .in(results);
    new FinishedRun("a", 1)
        .configuration("dddddddddd", sgd + "training.novel.optimizer.type = sgd\n")
        .in(results);

    assertThat(methods())
        .extracting(Row::name)
        .containsExactlyInAnyOrder("si", "finetune, type=adam", "finetune, type=sgd");
  }

  @Test
  void ofSettingsThatOnlySomeHaveAsFewAreNamedAsTellThemApart() throws Exception {
    new FinishedRun("a", 1).in(results);
    for (String strength : List.of("1", "2")) {
      String text = "learner.pull { strength = %s, decay = 0.5, rate = 3 }\n".formatted(strength);
      new FinishedRun("a", 1).configuration("bbbbbbbbb" + strength, text).in(results);
    }

    assertThat(methods())
        .extracting(Row::name)
        .containsExactlyInAnyOrder("strength=none", "strength=1", "strength=2");
  }

  private List<Row> methods() throws IOException {
    var source = new ComparisonRequest.Source(Optional.empty(), results);
    return ComparisonReader.read(ComparisonRequest.of(List.of(source))).methods();
  }
}
