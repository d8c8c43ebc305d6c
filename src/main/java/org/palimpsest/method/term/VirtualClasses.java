package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Shuffle;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Session 0 keeps room for classes to come, whose rows stand for them and stay as they are: an
 * image's second likeliest class shall be a virtual one, and what is mixed of two classes shall be
 * of a virtual class, and next to that of a real one.
 *
 * <p>Source: Zhou et al., "Forward Compatible Few-Shot Class-Incremental Learning" (FACT), CVPR
 * 2022, equations 6 to 8; weights and candidates as in the authors' program.
 *
 * @param weight of the three losses' sum, 0 or more
 * @param candidates virtual classes that may stand for a real one, 1 or more
 * @param alpha of the Beta distribution of the mixture's shares, above 0
 * @param mixup what is mixed
 */
record VirtualClasses(double weight, int candidates, double alpha, Mixup mixup) implements Term {

  private static final String NAME = "virtual-classes";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "Zhou et al., CVPR 2022, equations 6 to 8; with training.base.rows = own",
          """
          weight = 0.001    # of the losses, 0 or more; 0.001 on CIFAR-100, 0.01 on miniImageNet and CUB
          candidates = 3    # virtual classes that may stand for a real one, 1 or more
          alpha = 0.5       # of the mixture's Beta distribution, 0.01 to 4
          mixup = images    # what is mixed: images, or hidden, what half of the encoder makes of them
          """,
          VirtualClasses::read);

  /** Added to a logit that is out of the question. */
  private static final float NEVER = -1e9f;

  /** What is mixed of two images. */
  enum Mixup {
    IMAGES,
    HIDDEN
  }

  private static Term read(Section section) {
    return new VirtualClasses(
        section.real("weight", 0, 1e6),
        section.integer("candidates", 1, 1_000_000),
        section.real("alpha", 1e-2, 4),
        section.word("mixup", Mixup.class));
  }

  @Override
  public Set<Need> needs() {
    return mixup == Mixup.HIDDEN ? Set.of(Need.OPEN_ENCODER) : Set.of();
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Phase phase = step.phase();
    int real = phase.session().classes().size();
    int free = phase.model().context().totalClasses() - real;
    if (!phase.isFirst() || free == 0 || weight == 0) {
      return Optional.empty();
    }
    int[] classes = step.batch().samples().classes();
    Tensor sum =
        ofImages(step.logits(), step.labels(), step.tape().constant(allowed(phase, classes, free)));
    RandomGenerator random = step.random(NAME);
    double share = beta(alpha, random);
    int[] partner = Shuffle.of(classes.length, random);
    int[] unlike =
        IntStream.range(0, partner.length).filter(i -> classes[i] != classes[partner[i]]).toArray();
    if (unlike.length > 0) {
      Tensor mixed = mixedLogits(step, share, partner);
      Tensor kept = mixed.index_select(0, step.tape().here(Tensors.classes(unlike)));
      sum = sum.add(ofMixtures(kept, real));
    }
    return Optional.of(sum.mul(new Scalar(weight)));
  }

  private Tensor mixedLogits(Step step, double share, int[] partner) {
    Tape tape = step.tape();
    Tensor others = tape.here(Tensors.classes(partner));
    if (mixup == Mixup.IMAGES) {
      return step.logits(tape, mixed(step.images(), others, share));
    }
    Network encoder = step.phase().model().encoder();
    Tensor hidden = tape.runLower(encoder, step.images(), step.mode());
    Outputs outputs = tape.runUpper(encoder, mixed(hidden, others, share), step.mode());
    return step.phase().model().head().logits(outputs, tape);
  }

  private static Tensor mixed(Tensor all, Tensor others, double share) {
    return all.mul(new Scalar(share)).add(all.index_select(0, others).mul(new Scalar(1 - share)));
  }

  /**
   * Cross-entropy of the likeliest candidate among virtual classes, the image's own class left out.
   *
   * @param logits {@code [images, real + virtual]}
   * @param labels {@code [images]}
   * @param allowed {@code [images, virtual]}, 0 for an image's candidates, else {@link #NEVER}
   */
  static Tensor ofImages(Tensor logits, Tensor labels, Tensor allowed) {
    long free = allowed.size(1);
    long real = logits.size(1) - free;
    Tensor virtual = logits.narrow(1, real, free).add(allowed);
    Tensor pseudo = virtual.argmax(new LongOptional(1), false).add(new Scalar(real));
    return CrossEntropy.of(without(logits, labels), pseudo);
  }

  /**
   * Of mixtures: that they are of the likeliest virtual class, and, that one left out, of the
   * likeliest real one.
   *
   * @param logits {@code [images, real + virtual]}
   */
  static Tensor ofMixtures(Tensor logits, long real) {
    Tensor virtual = logits.narrow(1, real, logits.size(1) - real);
    Tensor pseudo = virtual.argmax(new LongOptional(1), false).add(new Scalar(real));
    Tensor likeliest = logits.narrow(1, 0, real).argmax(new LongOptional(1), false);
    return CrossEntropy.of(logits, pseudo).add(CrossEntropy.of(without(logits, pseudo), likeliest));
  }

  private static Tensor without(Tensor logits, Tensor labels) {
    Tensor own = torch.one_hot(labels, logits.size(1)).to(logits);
    return logits.add(own.mul(new Scalar((double) NEVER)));
  }

  /** The candidates of each class are drawn once. */
  private INDArray allowed(Phase phase, int[] classes, int free) {
    RandomGenerator random = phase.random(NAME);
    ClassSet own = phase.session().classes();
    int[][] drawn = new int[own.size()][];
    for (int c = 0; c < drawn.length; c++) {
      drawn[c] = Arrays.copyOf(Shuffle.of(free, random), Math.min(candidates, free));
    }
    float[] mask = new float[classes.length * free];
    Arrays.fill(mask, NEVER);
    for (int i = 0; i < classes.length; i++) {
      for (int virtual : drawn[own.position(classes[i])]) {
        mask[i * free + virtual] = 0;
      }
    }
    return Nd4j.createFromArray(mask).reshape(classes.length, free);
  }

  /**
   * A share out of Beta(alpha, alpha), by Jöhnk's method: {@code x / (x + y)} of {@code x = u^(1 /
   * alpha)} and {@code y = v^(1 / alpha)}, drawn again until their sum is 1 at most.
   */
  static double beta(double alpha, RandomGenerator random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y <= 1 && x + y > 0) {
        return x / (x + y);
      }
    }
  }
}
