package org.palimpsest.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;

/** The pieces of work that are timed, each as a list of subjects that can all do it. */
final class Works implements AutoCloseable {

  private static final int SIDE = 32;
  private static final int BASE_CLASSES = 60;
  private static final int ALL_CLASSES = 100;
  private static final List<String> LAYOUTS = List.of("default", "channels_last");

  private final Map<String, Engine> engines;
  private final Optional<PeerPython> peer;
  private final int rounds;
  private final List<Learner> learners = new ArrayList<>();

  /**
   * Work for these engines.
   *
   * @param engines by name
   * @param peer PyTorch, if there is one
   * @param rounds that are counted; one more comes before them
   */
  Works(Map<String, Engine> engines, Optional<PeerPython> peer, int rounds) {
    this.engines = engines;
    this.peer = peer;
    this.rounds = rounds;
  }

  /**
   * The whole base stage with batches, augmentation and optimiser; PyTorch does the bare step on
   * one batch that is there already. Conv4 has its decoder, any other encoder none.
   */
  List<Subject> training(String architecture, int batch, int steps) {
    Map<String, Object> keys = encoder(architecture);
    keys.put("training.base.batch-size", batch);
    keys.put("training.base.epochs", rounds + 1);
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          Session session = base(batch * steps, 0);
          Stage stage = Workload.stage(learner(engine, keys), session, "base");
          AtomicInteger epoch = new AtomicInteger();
          subjects.add(
              Subject.timed(
                  name, batch * steps, () -> stage.run(epoch.getAndIncrement(), Progress.SILENT)));
        });
    addPeer(subjects, "train", architecture, batch, steps);
    return subjects;
  }

  /**
   * A small network's whole training on 28x28 images, where what is around the arithmetic counts;
   * PyTorch does the bare step on one batch that is there already.
   *
   * @param name that the peer knows it by
   * @param width of both hidden layers
   * @param optimizer {@code sgd}, without momentum, or {@code adam}
   */
  List<Subject> perceptron(String name, int width, String optimizer, int batch, int steps) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("learner.method", "finetune");
    keys.put("network.encoder", "{ type = mlp, widths = [%d, %d] }".formatted(width, width));
    keys.put("network.decoder", "none");
    keys.put("training.batch-size", batch);
    keys.put("training.epochs", rounds + 1);
    keys.put("training.augmentation", "{ crop-padding = 0, flip = false }");
    keys.put(
        "training.optimizer",
        "{ type = %s, learning-rate = 1e-3, weight-decay = 0, schedule = constant%s }"
            .formatted(
                optimizer, optimizer.equals("sgd") ? ", momentum = 0, nesterov = false" : ""));
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (engineName, engine) -> {
          Workload digits = new Workload(1, 28, 10);
          Learner learner = digits.learner(engine, keys);
          learners.add(learner);
          Session session = digits.session(0, 0, 10, batch * steps, 0);
          Stage stage = Workload.stage(learner, session, "base");
          AtomicInteger epoch = new AtomicInteger();
          subjects.add(
              Subject.timed(
                  engineName, steps, () -> stage.run(epoch.getAndIncrement(), Progress.SILENT)));
        });
    peer.ifPresent(
        python ->
            subjects.add(
                new Subject(
                    "PyTorch " + python.version(),
                    steps,
                    () -> python.seconds("train", name, "default", batch, steps))));
    return subjects;
  }

  /** Scores of the prototype head: the encoder's pass in evaluation mode is nearly all of it. */
  List<Subject> inference(String architecture, int batch, int steps) {
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          Map<String, Object> keys = encoder(architecture);
          keys.put("learner.head", "prototype");
          Learner learner = learned(engine, keys, 2 * BASE_CLASSES, BASE_CLASSES);
          Samples images = base(0, batch * steps).test();
          subjects.add(
              Subject.timed(
                  name, images.size(), () -> learner.scores(fresh(images, BASE_CLASSES)).close()));
        });
    addPeer(subjects, "infer", architecture, batch, steps);
    return subjects;
  }

  /** Steps of the episodes: 20 ways, 5 shots, 5 queries, encoder and head. */
  List<Subject> episodes(int episodes) {
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          Map<String, Object> keys = new LinkedHashMap<>();
          keys.put("learner.head", "task-adaptive");
          keys.put("training.base.epochs", 0);
          keys.put("training.episodes.number", episodes);
          Stage stage =
              Workload.stage(learner(engine, keys), base(20 * BASE_CLASSES, 0), "episodes");
          subjects.add(
              Subject.timed(
                  name,
                  episodes,
                  () -> {
                    for (int block = 0; block < stage.blocks(); block++) {
                      stage.run(block, Progress.SILENT);
                    }
                  }));
        });
    return subjects;
  }

  /**
   * Training episodes of a few-shot method on the engines that have it; PyTorch does the bare step.
   */
  List<Subject> fewShot(FewShotWork work) {
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          if (!work.runsOn(name)) {
            return;
          }
          Learner learner = work.learner(engine);
          learners.add(learner);
          Stage stage = work.stage(learner);
          subjects.add(Subject.timed(name, work.episodes(), () -> FewShotWork.run(stage)));
        });
    peer.ifPresent(
        python ->
            subjects.add(
                new Subject(
                    "PyTorch " + python.version(),
                    work.episodes(),
                    () ->
                        python.seconds(
                            "train", work.peerName(), "default", work.ways(), work.episodes()))));
    return subjects;
  }

  /**
   * Reading, augmenting and normalising: the share of a stage's time, per cent, that the network
   * waits for its batches; there are as many episodes as steps. What a whole run spends elsewhere
   * is in its summary.
   */
  List<Timing> outside(int batch, int steps) {
    int images = Math.max(batch * steps, 20 * BASE_CLASSES); // episodes need 10 of a class
    List<Timing> timings = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          Map<String, Object> keys = encoder("conv4");
          keys.put("learner.head", "task-adaptive");
          keys.put("training.base.batch-size", batch);
          keys.put("training.base.epochs", rounds + 1);
          keys.put("training.episodes.number", steps);
          Session session = base(images, 0);
          Learner learner = learner(engine, keys);
          for (String part : List.of("base", "episodes")) {
            Stage stage = Workload.stage(learner, session, part);
            List<Double> shares = new ArrayList<>();
            for (int block = 0; block < stage.blocks(); block++) {
              long start = System.nanoTime();
              Map<String, Double> measured = stage.run(block, Progress.SILENT);
              double seconds = (System.nanoTime() - start) / 1e9;
              if (block > 0 || stage.blocks() == 1) {
                shares.add(100 * measured.getOrDefault(Stage.DATA_SECONDS, 0.0) / seconds);
              }
            }
            String work = "time outside the network, %s stage, batch %d";
            timings.add(new Timing(work.formatted(stage.name(), batch), "%", name, shares, 1));
          }
        });
    return timings;
  }

  /** Test images over 100 classes, features and scores. */
  List<Subject> evaluation(String head, int images) {
    List<Subject> subjects = new ArrayList<>();
    engines.forEach(
        (name, engine) -> {
          Map<String, Object> keys = new LinkedHashMap<>();
          keys.put("learner.head", head);
          Learner learner = learned(engine, keys, 2 * ALL_CLASSES, ALL_CLASSES);
          Samples test = base(0, images).test();
          subjects.add(
              Subject.timed(name, images, () -> learner.scores(fresh(test, ALL_CLASSES)).close()));
        });
    return subjects;
  }

  /**
   * A learner that has seen that many classes, untrained.
   *
   * @param images of all these classes together
   */
  private Learner learned(Engine engine, Map<String, Object> keys, int images, int classes) {
    keys.put("training.base.epochs", 0);
    keys.put("training.episodes.number", 0);
    Learner learner = learner(engine, keys);
    Session session = new Workload(SIDE, ALL_CLASSES).session(0, 0, classes, images, 0);
    Workload.learn(learner, session);
    return learner;
  }

  private Learner learner(Engine engine, Map<String, Object> keys) {
    Learner learner = new Workload(SIDE, ALL_CLASSES).learner(engine, keys);
    learners.add(learner);
    return learner;
  }

  private void addPeer(
      List<Subject> subjects, String work, String architecture, int batch, int steps) {
    if (peer.isEmpty() || !PeerPython.KNOWN.contains(architecture)) {
      return;
    }
    PeerPython python = peer.get();
    for (String layout : LAYOUTS) {
      subjects.add(
          new Subject(
              "PyTorch %s %s".formatted(python.version(), layout),
              batch * steps,
              () -> python.seconds(work, architecture, layout, batch, steps)));
    }
  }

  private static Session base(int train, int test) {
    return new Workload(SIDE, ALL_CLASSES).session(0, 0, BASE_CLASSES, train, test);
  }

  private static Map<String, Object> encoder(String architecture) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("network.encoder.type", architecture);
    if (!architecture.equals("conv4")) {
      keys.put("learner.terms", "[]");
    }
    return keys;
  }

  /** The same images as another object, so that no score of an earlier round is known. */
  private static Question fresh(Samples samples, int classes) {
    return Workload.question(
        new Samples(
            samples.images(),
            samples.indices().clone(),
            samples.classes(),
            samples.normalization()),
        classes);
  }

  @Override
  public void close() {
    learners.forEach(Learner::close);
  }
}
