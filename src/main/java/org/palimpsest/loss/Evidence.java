package org.palimpsest.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The two halves of a variational autoencoder's loss, the negative evidence lower bound (Kingma and
 * Welling, ICLR 2014, equation 7 and appendix B). Gaussians have diagonal covariances and are given
 * by their mean and the logarithm of their variance, all {@code [samples, width]}.
 */
public final class Evidence {

  private Evidence() {}

  /**
   * Cross-entropy of pixels, mean over samples and pixels.
   *
   * @param logits of what is given back, {@code [samples, pixels]}
   * @param pixels in [0, 1]
   */
  public static Tensor bernoulli(Tensor logits, Tensor pixels) {
    return torch.binary_cross_entropy_with_logits(logits, pixels);
  }

  /**
   * {@code (x - x')^2 / 2}, mean over samples and values: a Gaussian of variance 1 but for a
   * constant.
   */
  public static Tensor gaussian(Tensor givenBack, Tensor values) {
    return givenBack.sub(values).square().mean().mul(new Scalar(0.5));
  }

  /** Divergence of a code's Gaussian from the standard one; sum over its width, mean of samples. */
  public static Tensor divergence(Tensor mean, Tensor logVariance) {
    Tensor terms = logVariance.exp().add(mean.square()).sub(logVariance).sub(new Scalar(1));
    return terms.sum(1L).mean().mul(new Scalar(0.5));
  }

  /**
   * Logarithm of a Gaussian's density at a value, but for {@code -width / 2 log(2 pi)}, {@code
   * [samples]}. Shapes may be such that one is repeated to the other's; the sum is over the last
   * dimension.
   */
  public static Tensor logDensity(Tensor value, Tensor mean, Tensor logVariance) {
    Tensor squares = value.sub(mean).square().mul(logVariance.neg().exp());
    return squares.add(logVariance).sum(-1L).mul(new Scalar(-0.5));
  }

  /**
   * Divergence of codes' Gaussians from a mixture with a component a class, estimated at one draw
   * each (van de Ven et al., Nature Communications 2020, supplementary note 2): mean over samples
   * of {@code log q(z) - log sum_c y_c p_c(z)}.
   *
   * @param draws of the codes' Gaussians, {@code [samples, width]}
   * @param classes probabilities of the components, {@code [samples, classes]}; no gradient flows
   *     into them
   * @param means of the components, {@code [classes, width]}
   * @param logVariances of the components
   */
  public static Tensor divergence(
      Tensor draws,
      Tensor mean,
      Tensor logVariance,
      Tensor classes,
      Tensor means,
      Tensor logVariances) {
    Tensor components =
        logDensity(draws.unsqueeze(1), means.unsqueeze(0), logVariances.unsqueeze(0));
    // The logarithm of a probability of 0 is minus infinity, which takes its component away.
    Tensor prior = components.add(classes.detach().log()).logsumexp(1L);
    return logDensity(draws, mean, logVariance).sub(prior).mean();
  }
}
