package org.palimpsest.head.generative;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.loss.Evidence;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * A variational autoencoder of dense layers (Kingma and Welling, ICLR 2014): inputs to hidden
 * layers to a Gaussian over codes, and back the same way.
 */
public final class Vae implements Keeps {

  private static final String ENCODER = "encoder";
  private static final String DECODER = "decoder";

  /** Logarithm of a likelihood below all that float32 can tell from 0. */
  private static final double IMPOSSIBLE = -1e30;

  private final Shape shape;
  private final Purpose purpose;
  private final DenseLayers encoder;
  private final DenseLayers decoder;

  /** What the decoder's outputs are. */
  public enum Observation {
    /** Probabilities of pixels in [0, 1]. */
    BERNOULLI,
    /** Means of values of any size, of variance 1. */
    GAUSSIAN;

    /** How badly outputs give values back, mean over samples and values. */
    public Tensor error(Tensor outputs, Tensor values) {
      return this == BERNOULLI
          ? Evidence.bernoulli(outputs, values)
          : Evidence.gaussian(outputs, values);
    }

    /** What outputs say the values are, of their shape. */
    public Tensor values(Tensor outputs) {
      return this == BERNOULLI ? outputs.sigmoid() : outputs;
    }
  }

  /**
   * How large it is.
   *
   * @param inputs values of a sample
   * @param hidden units of each hidden layer of the encoder; the decoder has them in reverse
   * @param codes width of the code
   */
  public record Shape(int inputs, List<Integer> hidden, int codes, Observation observation) {

    public Shape {
      hidden = List.copyOf(hidden);
    }

    private List<Integer> encoder() {
      List<Integer> widths = new ArrayList<>(List.of(inputs));
      widths.addAll(hidden);
      widths.add(2 * codes);
      return widths;
    }

    private List<Integer> decoder() {
      List<Integer> widths = new ArrayList<>(List.of(codes));
      for (int i = hidden.size() - 1; i >= 0; i--) {
        widths.add(hidden.get(i));
      }
      widths.add(inputs);
      return widths;
    }
  }

  /**
   * Codes' Gaussians.
   *
   * @param mean {@code [samples, codes]}
   * @param logVariance of the same shape
   */
  public record Code(Tensor mean, Tensor logVariance) {

    /** Cuts what an encoder gave, {@code [samples, 2 codes]}, in two. */
    public static Code of(Tensor both) {
      long codes = both.size(1) / 2;
      return new Code(both.narrow(1, 0, codes), both.narrow(1, codes, codes));
    }

    /**
     * A draw of each.
     *
     * @param noise standard normal, of the means' shape
     */
    public Tensor draw(Tensor noise) {
      return mean.add(logVariance.mul(new Scalar(0.5)).exp().mul(noise));
    }
  }

  private Vae(Shape shape, Purpose purpose, DenseLayers encoder, DenseLayers decoder) {
    this.shape = shape;
    this.purpose = purpose;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * One with its first weights.
   *
   * @param name ahead of its parameters' names
   * @param purpose under which its bytes are counted
   */
  public static Vae fresh(Shape shape, String name, Purpose purpose, RandomGenerator random) {
    return new Vae(
        shape,
        purpose,
        DenseLayers.fresh(name + "." + ENCODER, shape.encoder(), random),
        DenseLayers.fresh(name + "." + DECODER, shape.decoder(), random));
  }

  public Shape shape() {
    return shape;
  }

  public List<Parameter> parameters() {
    return List.of(encoder.parameter(), decoder.parameter());
  }

  /** The half that makes samples, in memory of its own. */
  public DenseLayers copyOfDecoder() {
    return decoder.copy();
  }

  /** The half that makes codes. */
  public DenseLayers encoder() {
    return encoder;
  }

  /** The half that makes samples. */
  public DenseLayers decoder() {
    return decoder;
  }

  /**
   * The negative evidence lower bound divided by the number of inputs, mean over samples.
   *
   * @param inputs {@code [samples, inputs]}
   */
  public Tensor loss(Tensor inputs, Tape tape, RandomGenerator random) {
    var noise = Noise.normal(Math.toIntExact(inputs.size(0)), shape.codes, random);
    return loss(
        inputs,
        tape.leaf(encoder.parameter()),
        tape.leaf(decoder.parameter()),
        tape.constant(noise));
  }

  /** The same for any weights, flat, and any noise, {@code [samples, codes]}. */
  Tensor loss(Tensor inputs, Tensor encoderWeights, Tensor decoderWeights, Tensor noise) {
    Code code = Code.of(encoder.of(inputs, encoderWeights));
    Tensor outputs = decoder.of(code.draw(noise), decoderWeights);
    Tensor divergence = Evidence.divergence(code.mean(), code.logVariance());
    return shape
        .observation
        .error(outputs, inputs)
        .add(divergence.div(new Scalar((double) shape.inputs)));
  }

  /**
   * Estimates of {@code log p(x)} by importance sampling, {@code log 1/S sum_s p(x|z_s) p(z_s) /
   * q(z_s|x)}, with a Gaussian of variance 1 around what is given back and without its constant
   * (van de Ven, Li and Tolias, CVPRW 2021, equation 3).
   *
   * @param inputs {@code [samples, inputs]}
   * @param weights of encoder and decoder, as {@link #parameters()}
   * @param noise standard normal, {@code [S, codes]}, the same for all samples
   * @return {@code [samples]}
   */
  public Tensor logLikelihood(Tensor inputs, List<Tensor> weights, Tensor noise) {
    long draws = noise.size(0);
    long samples = inputs.size(0);
    Code code = Code.of(encoder.of(inputs, weights.get(0)));
    Tensor mean = code.mean().unsqueeze(1);
    Tensor logVariance = code.logVariance().unsqueeze(1);
    Tensor z = mean.add(logVariance.mul(new Scalar(0.5)).exp().mul(noise.unsqueeze(0)));
    Tensor outputs = decoder.of(z.flatten(0, 1), weights.get(1));
    Tensor values = shape.observation.values(outputs).view(samples, draws, shape.inputs);
    Tensor given = values.sub(inputs.unsqueeze(1)).square().sum(2L).mul(new Scalar(-0.5));
    Tensor prior = z.square().sum(2L).mul(new Scalar(-0.5));
    Tensor all = given.add(prior).sub(Evidence.logDensity(z, mean, logVariance));
    // Of an image unlike any it learnt, the encoder may give a variance beyond float32.
    Tensor beyond =
        all.isfinite().logical_not().logical_and(z.isnan().any(2L, false).logical_not());
    Tensor finite = all.masked_fill(beyond, new Scalar(IMPOSSIBLE));
    return finite.logsumexp(1L).sub(new Scalar(Math.log((double) draws)));
  }

  @Override
  public List<Kept> kept() {
    return List.of(
        new Kept(ENCODER, encoder.parameter().values(), purpose),
        new Kept(DECODER, decoder.parameter().values(), purpose));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(encoder.parameter().values(), saved, ENCODER);
    KeptArrays.assign(decoder.parameter().values(), saved, DECODER);
  }
}
