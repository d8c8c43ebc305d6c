package org.palimpsest.head.generative;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.loss.Evidence;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The way back through a classifier (van de Ven, Siegelmann and Tolias, Nature Communications
 * 2020): from its last hidden layer to a Gaussian over codes, and from codes through dense layers,
 * some units of which each class closes, to what the classifier was given. Codes of a class are
 * drawn from a Gaussian of its own.
 */
public final class Feedback implements Keeps {

  private final Shape shape;
  private final DenseLayers coder;
  private final DenseLayers decoder;
  private final Parameter means;
  private final Parameter logVariances;

  /** By hidden layer, {@code [classes, units]}: 0 where a class closes a unit, else 1. */
  private final List<INDArray> gates;

  /**
   * How large it is.
   *
   * @param hidden width of the classifier's last hidden layer
   * @param inputs values of what the classifier was given
   * @param widths units of the decoder's hidden layers, the one behind the code first
   * @param codes width of the code
   * @param classes of the experiment
   * @param closed share of hidden units that a class closes, 0 to below 1
   */
  public record Shape(
      int hidden,
      int inputs,
      List<Integer> widths,
      int codes,
      int classes,
      double closed,
      Vae.Observation observation) {

    public Shape {
      widths = List.copyOf(widths);
    }
  }

  private Feedback(
      Shape shape,
      DenseLayers coder,
      DenseLayers decoder,
      Parameter means,
      Parameter logVariances,
      List<INDArray> gates) {
    this.shape = shape;
    this.coder = coder;
    this.decoder = decoder;
    this.means = means;
    this.logVariances = logVariances;
    this.gates = List.copyOf(gates);
  }

  /**
   * One with its first weights; means and logarithms of variances start standard normal.
   *
   * @param name ahead of its parameters' names
   */
  public static Feedback fresh(Shape shape, String name, RandomGenerator random) {
    List<Integer> back = new ArrayList<>(List.of(shape.codes));
    back.addAll(shape.widths);
    back.add(shape.inputs);
    return new Feedback(
        shape,
        DenseLayers.fresh(name + ".coder", List.of(shape.hidden, 2 * shape.codes), random),
        DenseLayers.fresh(name + ".decoder", back, random),
        Parameter.of(name + ".means", Noise.normal(shape.classes, shape.codes, random)),
        Parameter.of(name + ".log-variances", Noise.normal(shape.classes, shape.codes, random)),
        shape.closed == 0
            ? List.of()
            : shape.widths.stream().map(units -> gates(shape, units, random)).toList());
  }

  private static INDArray gates(Shape shape, int units, RandomGenerator random) {
    float[] open = new float[shape.classes * units];
    for (int i = 0; i < open.length; i++) {
      open[i] = random.nextDouble() < shape.closed ? 0 : 1;
    }
    return Nd4j.createFromArray(open).reshape(shape.classes, units);
  }

  /** The same, with what it learns in memory of its own. */
  public Feedback copy() {
    return new Feedback(
        shape,
        coder.copy(),
        decoder.copy(),
        Parameter.of(means.name(), means.values().dup()),
        Parameter.of(logVariances.name(), logVariances.values().dup()),
        gates);
  }

  public List<Parameter> parameters() {
    return List.of(coder.parameter(), decoder.parameter(), means, logVariances);
  }

  /**
   * Reconstruction error plus divergence of the codes from their classes' Gaussians over the number
   * of inputs, mean over samples.
   *
   * @param hidden of the classifier, {@code [samples, hidden]}
   * @param inputs what the classifier was given, {@code [samples, inputs]}
   * @param classes probabilities, {@code [samples, classes]}
   */
  public Tensor loss(
      Tensor hidden, Tensor inputs, Tensor classes, Tape tape, RandomGenerator random) {
    int samples = Math.toIntExact(hidden.size(0));
    return loss(
        hidden,
        inputs,
        classes,
        gates.stream().map(tape::constant).toList(),
        tape.constant(Noise.normal(samples, shape.codes, random)),
        parameters().stream().map(tape::leaf).toArray(Tensor[]::new));
  }

  /**
   * The same for any weights and noise.
   *
   * @param open by hidden layer, {@code [classes, units]}
   * @param noise standard normal, {@code [samples, codes]}
   * @param weights of coder and decoder, flat, then means and logarithms of variances
   */
  Tensor loss(
      Tensor hidden,
      Tensor inputs,
      Tensor classes,
      List<Tensor> open,
      Tensor noise,
      Tensor... weights) {
    Vae.Code code = Vae.Code.of(coder.of(hidden, weights[0]));
    Tensor draw = code.draw(noise);
    Tensor outputs = decoder.of(draw, weights[1], open.stream().map(classes::matmul).toList());
    Tensor divergence =
        Evidence.divergence(draw, code.mean(), code.logVariance(), classes, weights[2], weights[3]);
    return shape
        .observation
        .error(outputs, inputs)
        .add(divergence.div(new Scalar((double) shape.inputs)));
  }

  /**
   * Samples of classes; no gradient flows.
   *
   * @param classes one-hot, {@code [samples, classes]}
   * @return what the classifier might have been given, {@code [samples, inputs]}
   */
  public Tensor made(Tensor classes, Tape tape, RandomGenerator random) {
    int samples = Math.toIntExact(classes.size(0));
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Vae.Code code =
          new Vae.Code(
              classes.matmul(tape.constant(means.values())),
              classes.matmul(tape.constant(logVariances.values())));
      Tensor draw = code.draw(tape.constant(Noise.normal(samples, shape.codes, random)));
      List<Tensor> open = gates.stream().map(gate -> classes.matmul(tape.constant(gate))).toList();
      Tensor weights = tape.constant(decoder.parameter().values());
      return shape.observation.values(decoder.of(draw, weights, open));
    }
  }

  /** What it learns, without the gates. */
  public List<Kept> learnt() {
    return List.of(
        new Kept("coder", coder.parameter().values(), Purpose.DECODER),
        new Kept("decoder", decoder.parameter().values(), Purpose.DECODER),
        new Kept("means", means.values(), Purpose.FEATURES),
        new Kept("log-variances", logVariances.values(), Purpose.FEATURES));
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(learnt());
    for (int i = 0; i < gates.size(); i++) {
      all.add(new Kept("gates-" + i, gates.get(i), Purpose.DECODER));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    kept().forEach(kept -> KeptArrays.assign(kept.array(), saved, kept.name()));
  }
}
