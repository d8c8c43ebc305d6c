package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Weights;
import org.palimpsest.head.ClassMemory;
import org.palimpsest.head.Head;
import org.palimpsest.head.TaskAdaptiveHead;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.State;

/**
 * The main method: classification with reconstruction in the base session, a metric trained on
 * episodes of base classes, and novel classes that join as averages of support features.
 */
final class ReconstructionLearner implements Learner {

  private static final String HEAD = "head.";
  private static final String PROTOTYPES = "memory.prototypes";
  private static final String MAPS = "memory.maps";

  private final ReconstructionSettings settings;
  private final LearnerContext context;
  private final Model model;
  private final Head head;
  private final FeatureExtractor extractor;
  private final StageOptimizers optimizers = new StageOptimizers();
  private final ScoreCache cache;
  private @Nullable ClassMemory memory;
  private boolean headBegun;

  ReconstructionLearner(ReconstructionSettings settings, LearnerContext context) {
    this.settings = settings;
    this.context = context;
    Heads.Entry entry = Heads.named(settings.head());
    model = new Model(settings, context, entry.classifier(settings));
    head = entry.build(settings, model.encoder().architecture(), context.seeds().generator("head"));
    extractor = new FeatureExtractor(model.encoder());
    cache = new ScoreCache(extractor, head, context.totalClasses());
  }

  @Override
  public List<Stage> stages(Session session) {
    List<Stage> stages = new ArrayList<>();
    if (session.index() == 0) {
      stages.add(
          new BaseStage(
              settings, model, optimizers, session.train(), session.classes(), context.seeds()));
      if (head instanceof TaskAdaptiveHead metric && settings.metric().episodes() > 0) {
        stages.add(
            new MetricStage(
                settings,
                model,
                metric,
                optimizers,
                session.train(),
                context.seeds(),
                () -> headBegun = true));
      }
    } else if (settings.novel().epochs() > 0) {
      stages.add(
          new AdaptationStage(settings, model, remembered(), extractor, session, context.seeds()));
    }
    stages.add(new Joining(session));
    return stages;
  }

  /** New classes become averages of their features; the earlier ones stay as they are. */
  private final class Joining implements Stage {
    private final Session session;

    Joining(Session session) {
      this.session = session;
    }

    @Override
    public String name() {
      return "join";
    }

    @Override
    public int blocks() {
      return 1;
    }

    @Override
    public Map<String, Double> run(int block, Progress progress) {
      if (session.index() == 0 || settings.novel().epochs() > 0) {
        cache.clear();
      }
      Samples train = session.train();
      ClassMemory joined =
          extractor.memory(train, session.firstClass(), session.classes(), head.needsMaps());
      ClassMemory all = memory == null ? joined : memory.and(joined);
      memory = all;
      headBegun = true;
      // Base classes bring no rows of their own: their classifier is trained already.
      Samples shots = session.index() == 0 ? train.at(new int[] {0}) : train;
      head.join(all, extractor.features(shots, false), shots.classes(), model.classifierWeights());
      progress.at(1, 1);
      return Map.of();
    }
  }

  @Override
  public INDArray scores(Samples samples) {
    return cache.scores(samples, remembered());
  }

  @Override
  public State state() {
    Map<String, INDArray> tensors = new LinkedHashMap<>(model.tensors());
    tensors.putAll(optimizers.tensors());
    // Before its first episode a head is what its seed makes it, and the base stage's outcome is
    // the
    // same for every head; what was not learnt is not saved.
    if (headBegun) {
      head.parameters().forEach((name, array) -> tensors.put(HEAD + name, array));
    }
    if (memory != null) {
      tensors.put(PROTOTYPES, memory.prototypes());
      if (head.needsMaps()) {
        tensors.put(MAPS, memory.maps());
      }
    }
    return new State(tensors, Map.of("method", "reconstruction", "head", settings.head()));
  }

  @Override
  public void restore(State state) {
    cache.clear();
    Map<String, INDArray> tensors = state.tensors();
    model.restore(tensors);
    optimizers.restore(tensors);
    Map<String, INDArray> ofHead = new LinkedHashMap<>();
    tensors.forEach(
        (name, array) -> {
          if (name.startsWith(HEAD)) {
            ofHead.put(name.substring(HEAD.length()), array.dup());
          }
        });
    headBegun = !ofHead.isEmpty();
    if (headBegun) {
      head.restore(ofHead);
    }
    INDArray prototypes = tensors.get(PROTOTYPES);
    INDArray maps = tensors.get(MAPS);
    memory =
        prototypes == null
            ? null
            : new ClassMemory(
                prototypes.dup(), maps == null ? Nd4j.empty(DataType.FLOAT) : maps.dup());
  }

  @Override
  public Map<String, Long> budget() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("parameters", bytes(model.encoder().parameters(), model.encoder().statistics()));
    bytes.put(
        "decoder", model.decoder().map(d -> bytes(d.parameters(), d.statistics())).orElse(0L));
    bytes.put(
        "head",
        bytes(head.parameters().values().toArray(INDArray[]::new))
            + bytes(model.classifierWeights()));
    bytes.put("features", bytes(remembered().prototypes(), remembered().maps()));
    bytes.put("exemplars", 0L);
    return bytes;
  }

  @Override
  public Optional<LearntModel> model() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("classifier.weight", model.classifierWeights());
    head.tensors().forEach((name, array) -> tensors.put(HEAD + name, array));
    tensors.put(PROTOTYPES, remembered().prototypes());
    if (head.needsMaps()) {
      tensors.put(MAPS, remembered().maps());
    }
    return Optional.of(
        new LearntModel(
            Weights.of(model.encoder()),
            model.decoder().map(Weights::of),
            tensors,
            Map.of(
                "method", "reconstruction",
                "head", settings.head(),
                "classifier", head.classifier().toString())));
  }

  @Override
  public List<Illustration> illustrations(Samples samples) {
    return Illustrations.of(model, head, remembered(), extractor, samples, scores(samples));
  }

  @Override
  public Optional<INDArray> embeddings(Samples samples) {
    return Optional.of(extractor.features(samples, false).embedding());
  }

  @Override
  public void close() {
    cache.clear();
    model.close();
  }

  private ClassMemory remembered() {
    if (memory == null) {
      throw new IllegalStateException("the base session has not been learnt");
    }
    return memory;
  }

  private static long bytes(INDArray... arrays) {
    long bytes = 0;
    for (INDArray array : arrays) {
      bytes += array.isEmpty() ? 0 : array.length() * Float.BYTES;
    }
    return bytes;
  }
}
