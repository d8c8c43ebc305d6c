package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

/** What is told of every block of training. */
class MeasuresTest {

  @TempDir Path folder;

  private Learner learner(String base) throws IOException {
    Path file = folder.resolve("measures.conf");
    Files.writeString(
        file,
        """
        name = measures
        benchmark { base-classes = 4, novel { sessions = 2, ways = 1, shots = 5 } }
        network { encoder { filters = 4, embedding = 8, drop-last-poolings = true }, decoder = none }
        learner { method = composed, head = linear, terms = [] }
        training {
          augmentation { crop-padding = 0, flip = false }
          batch-size = 16
          base { %s, optimizer { learning-rate = 0.1, schedule = cosine } }
        }
        """
            .formatted(base));
    ConfigFile configuration = ConfigFile.load(file, List.of(), Methods::values);
    LearnerFactory factory = Methods.read(configuration.root());
    configuration.problems().throwIfAny();
    return factory.create(LearnerContext.of(new TorchEngine(1), new Seeds(5), Bars.benchmark()));
  }

  @Test
  void accuracyAndLearningRateAreToldBlockByBlock() throws IOException {
    List<Map<String, Double>> blocks = new ArrayList<>();
    Session base = Bars.sessions().get(0);
    try (Learner learner = learner("epochs = 8")) {
      Stage stage = learner.stages(base).get(0);
      for (int block = 0; block < stage.blocks(); block++) {
        blocks.add(stage.run(block, Progress.SILENT));
      }
    }
    assertThat(blocks).hasSize(8);
    for (int block = 0; block < 8; block++) {
      double accuracy = blocks.get(block).getOrDefault("accuracy", -1.0);
      assertThat(accuracy).isBetween(0.0, 1.0);
      double images = accuracy * base.train().size();
      assertThat(images).as("a share of the images").isCloseTo(Math.rint(images), within(1e-9));
      assertThat(blocks.get(block).get("learning_rate"))
          .isCloseTo(0.05 * (1 + Math.cos(Math.PI * block / 8)), within(1e-12));
    }
    assertThat(blocks.get(7).get("accuracy")).isGreaterThan(blocks.get(0).get("accuracy"));
    assertThat(blocks).noneMatch(measures -> measures.containsKey("validation_accuracy"));
  }

  @Test
  void heldOutImagesAreAskedOnceAPassAndChangeNoBit() throws IOException {
    Session base = Bars.sessions().get(0);
    Session holding =
        new Session(0, base.classes(), base.earlier(), base.train(), base.test(), base.test());
    // 80 images are 5 steps a pass, 3 a block: passes end in blocks 1, 3, 4, and 4 is the last
    String training = "epochs = 3, block-steps = 3";
    try (Learner plain = learner(training);
        Learner asked = learner(training)) {
      Stage without = plain.stages(base).get(0);
      Stage with = asked.stages(holding).get(0);
      for (int block = 0; block < 5; block++) {
        without.run(block, Progress.SILENT);
        Map<String, Double> measured = with.run(block, Progress.SILENT);
        if (block != 1 && block != 3 && block != 4) {
          assertThat(measured).doesNotContainKeys("validation_accuracy", "validation_loss");
          continue;
        }
        Question question = new Question(-1, base.test(), base.seen());
        float[][] scores = asked.scores(question).toFloatMatrix();
        assertThat(measured.get("validation_accuracy")).isEqualTo(accuracy(scores, base.test()));
        assertThat(measured.get("validation_loss"))
            .isCloseTo(crossEntropy(scores, base.test()), within(1e-5));
      }
      assertThat(with.blocks()).isEqualTo(5);
      assertThat(State.of(asked).tensors()).isEqualTo(State.of(plain).tensors());
    }
  }

  private static double accuracy(float[][] scores, Samples images) {
    int correct = 0;
    for (int i = 0; i < scores.length; i++) {
      int best = 0;
      for (int c = 1; c < scores[i].length; c++) {
        best = scores[i][c] > scores[i][best] ? c : best;
      }
      correct += best == images.classes()[i] ? 1 : 0;
    }
    return (double) correct / images.size();
  }

  private static double crossEntropy(float[][] scores, Samples images) {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      double all = 0;
      for (float score : scores[i]) {
        all += Math.exp(score);
      }
      sum += Math.log(all) - scores[i][images.classes()[i]];
    }
    return sum / images.size();
  }
}
