package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.fit.Shuffle;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Cross-entropy over all classes seen, where in some steps every image has a rectangle of another
 * one of the batch, and so much of its label (Yun et al., "CutMix", ICCV 2019, equations 1 and 2).
 * The rectangle's share of the image is uniform in [0, 1) before its border cuts it off, which is
 * Beta(1, 1).
 *
 * @param probability of a step to mix
 */
record CutMix(double probability) implements Term {

  static final Part<Term> PART =
      new Part<>(
          "cut-mix",
          "Yun et al., ICCV 2019, equations 1 and 2; 0.5 as in Prabhu et al., ECCV 2020",
          """
          probability = 0.5   # of a step to mix its images, 0 to 1
          """,
          section -> new CutMix(section.real("probability", 0, 1)));

  /** Pixels from {@code top, left}. */
  record Rectangle(int top, int left, int height, int width) {

    /** Around a random point, with the share {@code 1 - kept} of the image unless cut off. */
    static Rectangle random(int imageHeight, int imageWidth, double kept, RandomGenerator random) {
      double side = Math.sqrt(1 - kept);
      int halfHeight = (int) (imageHeight * side) / 2;
      int halfWidth = (int) (imageWidth * side) / 2;
      int y = random.nextInt(imageHeight);
      int x = random.nextInt(imageWidth);
      int top = Math.max(0, y - halfHeight);
      int left = Math.max(0, x - halfWidth);
      return new Rectangle(
          top,
          left,
          Math.min(imageHeight, y + halfHeight) - top,
          Math.min(imageWidth, x + halfWidth) - left);
    }

    int area() {
      return height * width;
    }
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    RandomGenerator random = step.random("cut-mix");
    int[] classes = step.batch().samples().classes();
    if (random.nextDouble() >= probability) {
      return Optional.of(crossEntropy(step, step.logits(), classes));
    }
    Tensor images = step.images();
    int height = Math.toIntExact(images.size(2));
    int width = Math.toIntExact(images.size(3));
    Rectangle cut = Rectangle.random(height, width, random.nextDouble(), random);
    int[] partner = Shuffle.of(classes.length, random);
    int[] partnersClasses = Arrays.stream(partner).map(i -> classes[i]).toArray();
    double share = 1 - (double) cut.area() / (height * width);
    Tensor logits = step.logits(step.tape(), mixed(step, cut, partner));
    Tensor own = crossEntropy(step, logits, classes).mul(new Scalar(share));
    return Optional.of(
        own.add(crossEntropy(step, logits, partnersClasses).mul(new Scalar(1 - share))));
  }

  private static Tensor mixed(Step step, Rectangle cut, int[] partner) {
    Tensor images = step.images();
    Tensor others = torch.index_select(images, 0, step.tape().here(Tensors.classes(partner)));
    Tensor mixed = images.clone();
    part(mixed, cut).copy_(part(others, cut));
    return mixed;
  }

  private static Tensor part(Tensor images, Rectangle cut) {
    return images.narrow(2, cut.top, cut.height).narrow(3, cut.left, cut.width);
  }

  private static Tensor crossEntropy(Step step, Tensor logits, int[] classes) {
    ClassSet seen = step.phase().session().seen();
    int[] positions = Arrays.stream(classes).map(seen::position).toArray();
    return CrossEntropy.of(
        ClassRows.of(logits, 1, seen), step.tape().here(Tensors.classes(positions)));
  }
}
