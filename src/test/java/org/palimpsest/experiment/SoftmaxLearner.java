package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * Softmax regression on pixels by SGD with momentum, in plain Java: a learner small enough that a
 * test can run an experiment in milliseconds, with everything that makes resuming hard, such as
 * moments that live only while a stage lasts.
 */
final class SoftmaxLearner implements Learner {

  private static final int STEPS = 4;

  private final LearnerContext context;
  private final Settings settings;
  private final float[][] weights;
  private final Map<String, float[]> momentum = new HashMap<>();
  private int classesSeen;

  /**
   * Knobs of tests.
   *
   * @param polish blocks of the second stage of session 0, which does not change the first one
   * @param trained counts blocks trained, over all learners
   * @param beforeBlock called with stage name and block
   * @param loss that blocks report instead of their own
   */
  record Settings(int polish, AtomicInteger trained, BlockHook beforeBlock, OptionalDouble loss) {
    Settings(int polish, AtomicInteger trained, BlockHook beforeBlock) {
      this(polish, trained, beforeBlock, OptionalDouble.empty());
    }

    Settings withLoss(double other) {
      return new Settings(polish, trained, beforeBlock, OptionalDouble.of(other));
    }

    Settings(int polish) {
      this(polish, new AtomicInteger(), (stage, block) -> {});
    }
  }

  interface BlockHook {
    void at(String stage, int block);
  }

  SoftmaxLearner(LearnerContext context, Settings settings) {
    this.context = context;
    this.settings = settings;
    int pixels = context.channels() * context.height() * context.width();
    this.weights = new float[context.totalClasses()][pixels];
  }

  @Override
  public List<Stage> stages(Session session) {
    List<Stage> stages = new ArrayList<>();
    if (session.index() == 0) {
      stages.add(new Training("base", session, 3, Optional.of("softmax base")));
      stages.add(new Training("polish", session, settings.polish(), Optional.empty()));
    } else {
      stages.add(new Training("novel", session, 2, Optional.empty()));
    }
    return stages;
  }

  private final class Training implements Stage {
    private final String name;
    private final Session session;
    private final int blocks;
    private final Optional<String> key;

    Training(String name, Session session, int blocks, Optional<String> key) {
      this.name = name;
      this.session = session;
      this.blocks = blocks;
      this.key = key;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int blocks() {
      return blocks;
    }

    @Override
    public Optional<String> reuseKey() {
      return key;
    }

    @Override
    public Keeps changes() {
      return SoftmaxLearner.this;
    }

    @Override
    public Map<String, Double> run(int block, Progress progress) {
      settings.beforeBlock().at(name, block);
      settings.trained().incrementAndGet();
      classesSeen = session.seen().size();
      RandomGenerator random = context.seeds().generator(name, session.index(), block);
      double loss = 0;
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < session.train().size(); i++) {
          loss += learn(session.train(), random.nextInt(session.train().size()));
        }
        double mean = loss / (step + 1) / session.train().size();
        progress.at(step + 1, STEPS, OptionalDouble.of(settings.loss().orElse(mean)));
      }
      if (block == blocks - 1) {
        momentum.clear();
      }
      Map<String, Double> measures = new LinkedHashMap<>();
      measures.put("loss", settings.loss().orElse(loss / STEPS / session.train().size()));
      measures.put("data_seconds", 0.001);
      return measures;
    }
  }

  private double learn(Samples samples, int i) {
    float[] image = pixels(samples, i);
    float[] scores = scores(image);
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score);
    }
    for (int c = 0; c < classesSeen; c++) {
      float error = (float) (Math.exp(scores[c]) / sum) - (samples.classes()[i] == c ? 1 : 0);
      float[] velocity = momentum.computeIfAbsent("class-" + c, k -> new float[image.length]);
      for (int p = 0; p < image.length; p++) {
        velocity[p] = 0.9f * velocity[p] + error * image[p];
        weights[c][p] -= 0.01f * velocity[p];
      }
    }
    return Math.log(sum) - scores[samples.classes()[i]];
  }

  private float[] scores(float[] image) {
    float[] scores = new float[classesSeen];
    for (int c = 0; c < classesSeen; c++) {
      for (int p = 0; p < image.length; p++) {
        scores[c] += weights[c][p] * image[p];
      }
    }
    return scores;
  }

  private static float[] pixels(Samples samples, int i) {
    byte[] bytes = samples.images().image(samples.indices()[i]);
    float[] values = new float[bytes.length];
    for (int p = 0; p < values.length; p++) {
      values[p] = (bytes[p] & 0xff) / 255f - 0.5f;
    }
    return values;
  }

  @Override
  public INDArray scores(Question question) {
    return scores(question.query());
  }

  private INDArray scores(Samples samples) {
    float[][] all = new float[samples.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = scores(pixels(samples, i));
    }
    return Nd4j.createFromArray(all);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    all.add(new Kept("weights", Nd4j.createFromArray(weights), Purpose.PARAMETERS));
    long[] classes = {classesSeen};
    all.add(new Kept("classes", Nd4j.createFromArray(classes), Purpose.PARAMETERS, 0));
    momentum.forEach(
        (name, values) ->
            all.add(new Kept("momentum." + name, Nd4j.createFromArray(values), Purpose.MOMENTS)));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    classesSeen = Objects.requireNonNull(saved.get("classes")).getInt(0);
    momentum.clear();
    saved.forEach(
        (name, tensor) -> {
          if (name.equals("weights")) {
            float[][] rows = tensor.toFloatMatrix();
            System.arraycopy(rows, 0, weights, 0, rows.length);
          } else if (name.startsWith("momentum.")) {
            momentum.put(name.substring("momentum.".length()), tensor.toFloatVector());
          }
        });
  }

  @Override
  public List<Illustration> illustrations(Question question) {
    INDArray row = Nd4j.zeros(question.query().size(), 1, context.height(), context.width());
    return List.of(new Illustration("inputs", "test images", List.of(row, row)));
  }

  @Override
  public Optional<INDArray> embeddings(Samples samples) {
    return Optional.of(scores(samples));
  }

  @Override
  public void close() {}
}
