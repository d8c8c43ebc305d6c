package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Normalization;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

class ModelCardTest {

  @TempDir Path run;

  private static ModelCard card(OptionalInt every) {
    return new ModelCard(
        "shapes",
        "ab",
        "cd",
        1,
        4,
        5,
        new Normalization(List.of(0.1307), List.of(0.3081)),
        4,
        List.of(3, 1, 0, 2),
        List.of("dog", "b\u00e9e", "ape", "cat"),
        new Scenario("mine", false, Scenario.Classes.OVERLAPPING, false, true, every),
        List.of(ClassSet.range(0, 3), ClassSet.of(1, 3)));
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    for (OptionalInt every : List.of(OptionalInt.empty(), OptionalInt.of(7))) {
      Files.writeString(run.resolve(ModelCard.FILE), card(every).text());
      assertThat(ModelCard.find(run)).contains(card(every));
    }
  }

  @Test
  void aRunOfAnEarlierVersionHasNone() {
    assertThat(ModelCard.find(run)).isEmpty();
  }

  @Test
  void knowsWhatWasSeenAfterEachSession() {
    assertThat(card(OptionalInt.empty()).seen(0)).isEqualTo(ClassSet.range(0, 3));
    assertThat(card(OptionalInt.empty()).seen(1)).isEqualTo(ClassSet.range(0, 4));
  }

  @Test
  void aLearnerIsBuiltWithTheSameClassesAndNoImage() {
    LearnerContext context = card(OptionalInt.empty()).context(new TorchEngine(1), new Seeds(1));
    assertThat(context.classNames()).containsExactly("dog", "b\u00e9e", "ape", "cat");
    assertThat(context.totalClasses()).isEqualTo(4);
    assertThat(List.of(context.channels(), context.height(), context.width()))
        .containsExactly(1, 4, 5);
    assertThat(context.sessions()).hasSize(2);
    assertThat(context.sessions().get(1).classes()).isEqualTo(ClassSet.of(1, 3));
    assertThat(context.sessions().get(1).earlier()).isEqualTo(ClassSet.range(0, 3));
  }

  @Test
  void namesADamage() throws IOException {
    Path file = run.resolve(ModelCard.FILE);
    Files.writeString(file, card(OptionalInt.empty()).text().replace("\"names\"", "\"name\""));
    assertThatThrownBy(() -> ModelCard.find(run))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining("names");
    Files.writeString(file, card(OptionalInt.empty()).text().replace("OVERLAPPING", "NONE"));
    assertThatThrownBy(() -> ModelCard.find(run)).isInstanceOf(DamagedFileException.class);
  }
}
