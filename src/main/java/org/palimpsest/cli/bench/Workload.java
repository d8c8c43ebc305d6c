package org.palimpsest.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Methods;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Seeds;

/**
 * Random images in sessions, and learners for them. What the images show does not matter to the
 * time.
 *
 * @param channels of the images
 * @param side height and width of the images, pixels
 * @param classes of all sessions together
 */
record Workload(int channels, int side, int classes) {

  /** Images in colour. */
  Workload(int side, int classes) {
    this(3, side, classes);
  }

  /** The main method under these keys. */
  Learner learner(Engine engine, Map<String, Object> keys) {
    // Episodes are timed where keys ask for them; few images are enough for everything else.
    List<String> overrides = new ArrayList<>(List.of("training.episodes.number=0"));
    keys.forEach((key, value) -> overrides.add(key + "=" + value));
    LearnerFactory factory = Methods.read(emptyFile(overrides).root());
    return factory.create(
        new LearnerContext(
            engine,
            new Seeds(1),
            channels,
            side,
            side,
            classes,
            Scenario.CLASS_INCREMENTAL,
            List.of(),
            Optional.empty()));
  }

  private static ConfigFile emptyFile(List<String> overrides) {
    try {
      Path file = Files.createTempFile("palimpsest-bench", ".conf");
      try {
        Files.writeString(file, "name = bench\n");
        return ConfigFile.load(file, overrides, Methods::values);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no room for a temporary file", e);
    }
  }

  /**
   * A session.
   *
   * @param index 0 for the base session
   * @param first its first class
   * @param count how many classes it brings
   * @param train how many training images, dealt to its classes in turn
   * @param test how many test images, likewise
   */
  Session session(int index, int first, int count, int train, int test) {
    return Session.ofRange(
        index,
        first,
        count,
        samples(first, count, train),
        samples(first, count, 0),
        samples(first, count, test));
  }

  /** A session's stage by its name. */
  static Stage stage(Learner learner, Session session, String name) {
    return learner.stages(session).stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no stage " + name));
  }

  /** Images to be told apart among the first classes. */
  static Question question(Samples images, int classes) {
    return new Question(0, images, ClassSet.range(0, classes));
  }

  /** Runs all stages of a session. */
  static void learn(Learner learner, Session session) {
    for (Stage stage : learner.stages(session)) {
      for (int block = 0; block < stage.blocks(); block++) {
        stage.run(block, Progress.SILENT);
      }
    }
  }

  private Samples samples(int first, int count, int images) {
    byte[] pixels = new byte[images * channels * side * side];
    new Seeds(1).generator("bench").nextBytes(pixels);
    int[] labels = IntStream.range(0, images).map(i -> first + i % count).toArray();
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    Normalization half =
        new Normalization(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
    return new Samples(
        new ImageSet(pixels, labels, channels, side, side, names),
        IntStream.range(0, images).toArray(),
        labels,
        half);
  }
}
