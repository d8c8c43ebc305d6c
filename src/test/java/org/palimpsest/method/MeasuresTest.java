package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

/** What is told of every block of training. */
class MeasuresTest {

  @TempDir Path folder;

  @Test
  void accuracyAndLearningRateAreToldBlockByBlock() throws Exception {
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
          base { epochs = 8, optimizer { learning-rate = 0.1, schedule = cosine } }
        }
        """);
    ConfigFile configuration = ConfigFile.load(file, List.of(), Methods::values);
    LearnerFactory factory = Methods.read(configuration.root());
    configuration.problems().throwIfAny();
    List<Map<String, Double>> blocks = new ArrayList<>();
    Session base = Bars.sessions().get(0);
    try (Learner learner =
        factory.create(LearnerContext.of(new TorchEngine(1), new Seeds(5), Bars.benchmark()))) {
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
  }
}
