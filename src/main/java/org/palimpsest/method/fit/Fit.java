package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.Parameter;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;

/**
 * The one loop over batches, and the only owner of optimisers: for each batch the terms' losses,
 * one way back, what the terms do to the gradients, one step.
 */
public final class Fit implements Stage {

  private final FitSpec spec;
  private final Phase phase;
  private final List<NamedTerm> terms;
  private final Source source;
  private final Trained trained;
  private final Training training;
  private final boolean reusable;

  /** What a stage trains besides the encoder. */
  public interface Trained {

    /** Called before the first step. */
    void begin(Phase phase);

    List<Parameter> parameters(Phase phase);

    /** Everything that this stage changes in the head. */
    Keeps changed(Phase phase);

    /** Equal texts begin and train equally. */
    String text(Phase phase);
  }

  /**
   * A stage that has not begun.
   *
   * @param terms the first of them what is to be learnt, in the order in which they act
   * @param training whose optimisers it uses
   * @param reusable whether its outcome depends on its own settings only
   */
  public Fit(
      FitSpec spec,
      Phase phase,
      Trained trained,
      List<NamedTerm> terms,
      Source source,
      Training training,
      boolean reusable) {
    this.spec = spec;
    this.phase = phase;
    this.trained = trained;
    this.terms = List.copyOf(terms);
    this.source = source;
    this.training = training;
    this.reusable = reusable;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public int blocks() {
    return source.blocks();
  }

  @Override
  public boolean isTraining() {
    return true;
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    if (block == 0) {
      trained.begin(phase);
      if (phase.isFirst() || phase.scenario().hasBoundaries()) {
        terms.forEach(named -> named.term().begin(phase));
      }
    }
    List<Parameter> parameters = parameters();
    // What an earlier stage's ways back left with parameters that it did not train.
    phase.model().parameters().forEach(parameter -> parameter.gradient().assign(0));
    training.start(spec, withTerms(parameters));
    Sums sums = new Sums();
    double seconds;
    try (Block shared = new Block(phase, spec, parameters, block)) {
      steps(shared, block, progress, sums);
      seconds = shared.dataSeconds();
    }
    phase.model().changed();
    if (block == source.blocks() - 1 && !spec.keepsMoments()) {
      training.clear();
    }
    Map<String, Double> measured = sums.means();
    if (sums.answered > 0 && (source.endsPass(block) || block == source.blocks() - 1)) {
      measured.putAll(HeldOut.measures(phase));
    }
    OptimizerSpec optimizer = spec.trainsEncoder() ? spec.encoderOptimizer() : spec.optimizer();
    measured.put("learning_rate", optimizer.rate((double) block / source.blocks()));
    measured.put(DATA_SECONDS, seconds);
    return measured;
  }

  private void steps(Block shared, int block, Progress progress, Sums sums) {
    int blocks = source.blocks();
    int steps = source.steps(block);
    int step = 0;
    Iterator<Batch> batches = source.block(block);
    while (true) {
      long began = System.nanoTime();
      if (!batches.hasNext()) {
        break;
      }
      Batch batch = batches.next();
      shared.addWait(System.nanoTime() - began);
      try (StepPass pass = new StepPass(shared, batch)) {
        step(pass, sums);
        training.step((block + (double) step / steps) / blocks);
        terms.forEach(named -> named.term().stepped(pass));
      }
      progress.at(++step, steps, sums.loss());
    }
  }

  private void step(StepPass pass, Sums sums) {
    int size = pass.batch().size();
    Map<String, Tensor> addends = new LinkedHashMap<>();
    for (NamedTerm named : terms) {
      named.term().loss(pass).ifPresent(addend -> addends.put(named.name(), addend));
    }
    Tensor loss =
        addends.values().stream()
            .reduce(Tensor::add)
            .orElseThrow(() -> new IllegalStateException("no term of " + name() + " has a loss"));
    double whole = pass.tape().backward(loss);
    sums.add("loss", size, whole);
    addends.forEach(
        (name, addend) -> sums.add(name, size, addends.size() == 1 ? whole : addend.item_double()));
    terms.forEach(named -> named.term().gradients(pass));
    pass.hits().ifPresent(hits -> sums.hits(hits, size));
  }

  private List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    if (spec.trainsEncoder()) {
      all.add(phase.model().encoder().parameter("encoder"));
      phase.model().decoder().ifPresent(network -> all.add(network.parameter("decoder")));
    }
    all.addAll(trained.parameters(phase));
    return all;
  }

  /** With the terms' own networks, which no other term looks at. */
  private List<Parameter> withTerms(List<Parameter> parameters) {
    List<Parameter> all = new ArrayList<>(parameters);
    terms.forEach(named -> all.addAll(named.term().parameters()));
    return all;
  }

  @Override
  public Optional<String> reuseKey() {
    if (!reusable) {
      return Optional.empty();
    }
    String all = terms.stream().map(NamedTerm::text).collect(Collectors.joining("\n"));
    return Optional.of(
        String.join(
            "\n",
            phase.model().encoder().architecture().toString(),
            "decoder " + phase.model().decoder().isPresent(),
            spec.toString(),
            trained.text(phase),
            source.text(),
            all));
  }

  @Override
  public Keeps changes() {
    return new Changes();
  }

  /** What this stage changes, and nothing else: another run may have the rest otherwise. */
  private final class Changes implements Keeps {

    @Override
    public List<Kept> kept() {
      List<Kept> all = new ArrayList<>(phase.model().networks().kept());
      all.addAll(KeptArrays.under("trained", trained.changed(phase)));
      terms.forEach(named -> all.addAll(KeptArrays.under("term." + named.name(), named.term())));
      return all;
    }

    @Override
    public void restore(Map<String, INDArray> saved) {
      phase.model().networks().restore(saved);
      trained.changed(phase).restore(KeptArrays.under("trained", saved));
      terms.forEach(named -> named.term().restore(KeptArrays.under("term." + named.name(), saved)));
      training.clear();
      phase.model().changed();
    }
  }

  /** Measurements, each image counting alike. */
  private static final class Sums {
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long hits;
    private long answered;

    void add(String name, int size, double value) {
      sums.merge(name, size * value, Double::sum);
      counts.merge(name, (long) size, Long::sum);
    }

    void hits(long images, int of) {
      hits += images;
      answered += of;
    }

    OptionalDouble loss() {
      return sums.containsKey("loss") ? OptionalDouble.of(mean("loss")) : OptionalDouble.empty();
    }

    Map<String, Double> means() {
      Map<String, Double> means = new LinkedHashMap<>();
      if (sums.containsKey("loss")) {
        means.put("loss", mean("loss"));
      }
      if (sums.size() > 2) {
        sums.keySet().forEach(name -> means.putIfAbsent(name, mean(name)));
      }
      if (answered > 0) {
        means.put("accuracy", (double) hits / answered);
      }
      return means;
    }

    private double mean(String name) {
      return sums.getOrDefault(name, 0.0) / counts.getOrDefault(name, 1L);
    }
  }
}
