package org.palimpsest.method.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.method.Bars;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Methods;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.State;
import org.palimpsest.tensor.Seeds;

class StoredLogitsTest {

  @TempDir Path folder;

  /** A model that hardly moves answers at the end what it answered when an image was stored. */
  @Test
  void everyStoredImageHasItsOwnLogitsBesideIt() throws Exception {
    try (Learner learner = learner()) {
      for (Session session : Bars.sessions()) {
        for (Stage stage : learner.stages(session)) {
          for (int block = 0; block < stage.blocks(); block++) {
            stage.run(block, Progress.SILENT);
          }
        }
      }
      Map<String, INDArray> state = State.of(learner).tensors();
      long[] images = saved(state, "memory.images").toLongVector();
      long[] classes = saved(state, "memory.classes").toLongVector();
      Session last = Bars.sessions().get(2);
      Samples stored =
          new Samples(Bars.IMAGES, ints(images), ints(classes), last.train().normalization());
      INDArray now = learner.scores(new Question(2, stored, ClassSet.range(0, 6)));
      INDArray then = saved(state, "memory.beside").dup('c');
      assertThat(images).hasSize(7);
      assertThat(classes).contains(4, 5);
      for (int i = 0; i < now.length(); i++) {
        assertThat(then.getDouble(i)).isCloseTo(now.dup('c').getDouble(i), within(1e-4));
      }
    }
  }

  private static INDArray saved(Map<String, INDArray> state, String name) {
    return Objects.requireNonNull(state.get(name), name);
  }

  private static int[] ints(long[] wide) {
    int[] narrow = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      narrow[i] = Math.toIntExact(wide[i]);
    }
    return narrow;
  }

  private Learner learner() throws IOException {
    Path file = folder.resolve("logits.conf");
    Files.writeString(
        file,
        """
        name = logits
        benchmark { base-classes = 4, novel { sessions = 2, ways = 1, shots = 5 } }
        network.encoder { type = mlp, widths = [8] }
        learner { method = "der++", memory { policy = class-balanced, images = 7 } }
        training {
          augmentation { crop-padding = 0, flip = false }
          batch-size = 4
          optimizer.learning-rate = 1e-9
        }
        """);
    ConfigFile configuration = ConfigFile.load(file, List.of(), Methods::values);
    LearnerFactory factory = Methods.read(configuration.root());
    configuration.problems().throwIfAny();
    Benchmark benchmark = Bars.benchmark();
    return factory.create(LearnerContext.of(new TorchEngine(1), new Seeds(5), benchmark));
  }
}
