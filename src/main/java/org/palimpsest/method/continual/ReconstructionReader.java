package org.palimpsest.method.continual;

import java.util.List;
import java.util.Optional;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.head.TaskAdaptiveHead;
import org.palimpsest.method.Encoders;

/**
 * Reads the reconstruction method's settings out of {@code network}, {@code learner}, {@code
 * training}.
 */
final class ReconstructionReader {

  private static final int MANY = 10_000_000;

  private ReconstructionReader() {}

  static ReconstructionSettings read(Section root) {
    Section network = root.section("network");
    Section learner = root.section("learner");
    Section training = root.section("training");
    Section augmentation = training.section("augmentation");
    boolean decoder = network.oneOf("decoder", List.of("mirrored", "none")).equals("mirrored");
    String head = learner.oneOf("head", Heads.names());
    boolean adapted =
        learner.oneOf("novel-encoder", List.of("frozen", "adapted")).equals("adapted");
    ReconstructionSettings settings =
        new ReconstructionSettings(
            Encoders.read(network.section("encoder"), Datasets.size(DatasetSpec.read(root))),
            decoder,
            head,
            training.real("classifier-scale", 1e-3, 1000),
            linear(training.section("linear")),
            new Augmentation(
                augmentation.integer("crop-padding", 0, 1024), augmentation.flag("flip")),
            base(training.section("base"), decoder),
            metric(
                training.section("metric"),
                root.section("benchmark"),
                DatasetSpec.read(root),
                head),
            novel(training.section("novel"), adapted));
    if (adapted && settings.novel().epochs() == 0) {
      learner.problem(
          "novel-encoder", "needs training.novel.epochs of 1 or more, or is \"frozen\"");
    }
    if (adapted && head.equals("linear")) {
      learner.problem(
          "novel-encoder",
          "needs a head whose classes are prototypes: cosine, prototype or task-adaptive");
    }
    return settings;
  }

  private static ReconstructionSettings.Linear linear(Section linear) {
    return new ReconstructionSettings.Linear(
        linear.integer("steps", 0, MANY),
        new OptimizerSpec(
            new OptimizerSpec.Sgd(0.9, true),
            linear.real("learning-rate", 1e-12, 1e6),
            0,
            new OptimizerSpec.Constant(),
            0));
  }

  private static ReconstructionSettings.Base base(Section base, boolean decoder) {
    double weight = base.real("reconstruction-weight", 0, 1e6);
    if (weight > 0 && !decoder) {
      base.problem("reconstruction-weight", "needs network.decoder = mirrored, or is 0");
    }
    return new ReconstructionSettings.Base(
        base.integer("epochs", 0, MANY),
        base.integer("batch-size", 1, MANY),
        Optimizers.read(base.section("optimizer")),
        weight,
        base.flag("reuse"));
  }

  private static ReconstructionSettings.Metric metric(
      Section metric, Section benchmark, DatasetSpec dataset, String head) {
    OptimizerSpec optimizer = Optimizers.read(metric.section("optimizer"));
    int ways = metric.integer("ways", 2, MANY);
    boolean episodes = Heads.named(head).episodes() && metric.integer("episodes", 0, MANY) > 0;
    int shots = metric.integer("shots", 1, MANY);
    int queries = metric.integer("queries", 1, MANY);
    if (episodes) {
      int baseClasses = benchmark.integer("base-classes", 1, MANY);
      if (metric.sound("ways") && benchmark.sound("base-classes") && ways > baseClasses) {
        metric.problem("ways", "is more than the base session's classes, benchmark.base-classes");
      }
      Optional<DatasetSize> size = Datasets.size(dataset);
      if (metric.sound("shots", "queries")
          && benchmark.sound("dataset")
          && size.isPresent()
          && (long) shots + queries > size.get().fewestTrainImages()) {
        metric.problem(
            "shots",
            "and %d queries are more than the %d training images of a class of %s"
                .formatted(queries, size.get().fewestTrainImages(), dataset.name()));
      }
    }
    boolean map = metric.flag("use-map");
    boolean embedding = metric.flag("use-embedding");
    if (!map && !embedding) {
      metric.problem("use-map", "or use-embedding has to be true: a metric compares something");
    }
    double encoderRate = metric.real("encoder-learning-rate", 1e-12, 1e6);
    return new ReconstructionSettings.Metric(
        metric.integer("episodes", 0, MANY),
        ways,
        shots,
        queries,
        new TaskAdaptiveHead.Views(map, embedding || !map),
        metric.flag("train-encoder"),
        metric.flag("augment"),
        optimizer,
        new OptimizerSpec(
            optimizer.rule(),
            encoderRate,
            optimizer.weightDecay(),
            optimizer.schedule(),
            optimizer.clipNorm()));
  }

  private static ReconstructionSettings.Novel novel(Section novel, boolean adapted) {
    int epochs = novel.integer("epochs", 0, MANY);
    return new ReconstructionSettings.Novel(
        adapted ? epochs : 0,
        novel.integer("batch-size", 1, MANY),
        Optimizers.read(novel.section("optimizer")),
        novel.real("classification-weight", 0, 1e6),
        novel.real("reconstruction-weight", 0, 1e6),
        novel.real("feature-distance-weight", 0, 1e6));
  }
}
