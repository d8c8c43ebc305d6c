package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Replay;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Stored;
import org.palimpsest.method.fit.Term;

/**
 * A step may not raise the loss of a batch of stored images: where the gradient {@code g} points
 * against theirs, {@code r}, it loses that part, {@code g - <g, r> / (||r||^2 + epsilon) r}
 * (Chaudhry et al., "Efficient Lifelong Learning with A-GEM", ICLR 2019, equation 11).
 *
 * @param batchSize stored images that give {@code r}, drawn anew each step
 */
record GradientProjection(int batchSize, double epsilon) implements Term {

  static final Part<Term> PART =
      new Part<>(
          "a-gem",
          "Chaudhry et al., ICLR 2019, equation 11",
          """
          batch-size = 128   # stored images whose gradient is kept to, 1 or more (Mammoth: 128)
          epsilon = 0.0      # added to the denominator, 0 or more (van de Ven: 1e-7)
          """,
          section ->
              new GradientProjection(
                  section.integer("batch-size", 1, 1_000_000), section.real("epsilon", 0, 1)));

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MEMORY, Need.LAST);
  }

  @Override
  public void gradients(Step step) {
    Optional<Stored> drawn = step.stored(batchSize, "a-gem");
    if (drawn.isEmpty()) {
      return;
    }
    List<Tensor> places = new ArrayList<>();
    List<Tensor> own = new ArrayList<>();
    for (Parameter parameter : step.parameters()) {
      Tensor place = Tensors.of(parameter.gradient());
      places.add(place);
      own.add(place.clone());
      place.zero_();
    }
    // A tape of its own: the way back adds to the same places.
    try (Tape tape = new Tape(step.phase().model().encoder())) {
      Tensor logits = step.logits(tape, drawn.get().images());
      int[] classes = drawn.get().samples().classes();
      tape.backward(Replay.crossEntropy(step, logits, classes));
    }
    try (NoGradGuard noGradient = new NoGradGuard()) {
      project(own, places, epsilon);
      for (int i = 0; i < places.size(); i++) {
        places.get(i).copy_(own.get(i));
      }
    }
  }

  /**
   * Takes from a gradient what points against a reference.
   *
   * @param gradient in parts, changed in place
   * @param reference in the same parts
   */
  static void project(List<Tensor> gradient, List<Tensor> reference, double epsilon) {
    double along = dot(gradient, reference);
    if (along >= 0) {
      return;
    }
    double squares = dot(reference, reference);
    Scalar factor = new Scalar(-along / (squares + epsilon));
    for (int i = 0; i < gradient.size(); i++) {
      gradient.get(i).add_(reference.get(i), factor);
    }
  }

  private static double dot(List<Tensor> a, List<Tensor> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i).flatten().dot(b.get(i).flatten()).item_double();
    }
    return sum;
  }
}
