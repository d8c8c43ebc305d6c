package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Parameter;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/** What is trained: encoder, decoder where something asks for one, and head. */
public final class Model implements Keeps, AutoCloseable {

  private static final String ENCODER = "encoder";
  private static final String DECODER = "decoder";
  private static final String HEAD = "head";

  private final LearnerContext context;
  private final HeadMaker maker;
  private final Network encoder;
  private final @Nullable Network decoder;
  private Head head;
  private long version;

  /**
   * A model with its first weights.
   *
   * @param withDecoder whether there is a decoder that mirrors the encoder
   */
  public Model(
      Architecture architecture, boolean withDecoder, HeadMaker maker, LearnerContext context) {
    this.context = context;
    this.maker = maker;
    encoder = context.engine().build(architecture, context.seeds().generator(ENCODER));
    decoder = withDecoder ? freshDecoder() : null;
    head = freshHead();
    loadInitialWeights();
  }

  private Network freshDecoder() {
    return context
        .engine()
        .build(
            Architectures.mirroredDecoder(encoder.architecture()),
            context.seeds().generator(DECODER));
  }

  private Head freshHead() {
    Architecture architecture = encoder.architecture();
    int[] map = architecture.mapShape();
    return maker.create(
        new HeadShape(
            architecture.embeddingWidth(),
            map[0],
            map.length == 3 ? map[1] : 1,
            map.length == 3 ? map[2] : 1,
            context.totalClasses(),
            architecture.initialization(),
            context.seeds(),
            context.classNames()));
  }

  private void loadInitialWeights() {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put(LearntModel.ENCODER, encoder);
    decoder().ifPresent(network -> networks.put(LearntModel.DECODER, network));
    context.initial().ifPresent(weights -> weights.into(networks));
  }

  public LearnerContext context() {
    return context;
  }

  public Network encoder() {
    return encoder;
  }

  public Optional<Network> decoder() {
    return Optional.ofNullable(decoder);
  }

  public Head head() {
    return head;
  }

  /** Another head of the same kind as this model's, untrained. */
  Head anotherHead() {
    return freshHead();
  }

  /** Everything that can be trained. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(encoder.parameter(ENCODER));
    decoder().ifPresent(network -> all.add(network.parameter(DECODER)));
    all.addAll(head.parameters());
    return all;
  }

  /** Goes up whenever scores of images seen before may have changed. */
  public long version() {
    return version;
  }

  /** Says that something was trained. */
  public void changed() {
    version++;
  }

  /** Back to the first weights, as if nothing had been learnt. */
  public void restart() {
    try (Network fresh =
        context.engine().build(encoder.architecture(), context.seeds().generator(ENCODER))) {
      encoder.parameters().assign(fresh.parameters());
      encoder.statistics().assign(fresh.statistics());
    }
    if (decoder != null) {
      try (Network fresh = freshDecoder()) {
        decoder.parameters().assign(fresh.parameters());
        decoder.statistics().assign(fresh.statistics());
      }
    }
    head = freshHead();
    loadInitialWeights();
    changed();
  }

  /**
   * Takes over encoder and metric of another model, and its decoder where both have one.
   *
   * @param state all that it kept
   * @throws IllegalArgumentException if they do not fit
   */
  public void startFrom(Map<String, INDArray> state) {
    for (Kept kept : networks().kept()) {
      if (kept.name().startsWith(ENCODER) || state.containsKey(kept.name())) {
        KeptArrays.assign(kept.array(), state, kept.name());
      }
    }
    head.startFrom(KeptArrays.under(HEAD, state));
    changed();
  }

  /** The networks without the head. */
  public Keeps networks() {
    return new Networks();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(networks().kept());
    all.addAll(KeptArrays.under(HEAD, head));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    networks().restore(saved);
    head.restore(KeptArrays.under(HEAD, saved));
    changed();
  }

  @Override
  public void close() {
    encoder.close();
    if (decoder != null) {
      decoder.close();
    }
  }

  private final class Networks implements Keeps {

    @Override
    public List<Kept> kept() {
      List<Kept> all = new ArrayList<>(kept(ENCODER, encoder, Purpose.PARAMETERS));
      decoder().ifPresent(network -> all.addAll(kept(DECODER, network, Purpose.DECODER)));
      return all;
    }

    private List<Kept> kept(String name, Network network, Purpose purpose) {
      return List.of(
          new Kept(name + ".parameters", network.parameters(), purpose),
          new Kept(name + ".statistics", network.statistics(), purpose));
    }

    @Override
    public void restore(Map<String, INDArray> saved) {
      for (Kept kept : kept()) {
        KeptArrays.assign(kept.array(), saved, kept.name());
      }
      changed();
    }
  }
}
