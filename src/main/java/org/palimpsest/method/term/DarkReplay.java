package org.palimpsest.method.term;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.loss.LogitDistance;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Replay;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Stored;
import org.palimpsest.method.fit.Term;

/**
 * Stored images keep the logits that they had when they were stored, {@code weight * ||z(x) -
 * z'||^2}, and perhaps, drawn a second time, their labels, {@code label-weight * CE} (Buzzega et
 * al., "Dark Experience for General Continual Learning", NeurIPS 2020, equations 5 and 6).
 *
 * @param batchSize stored images of each of the two draws
 * @param distance over the logits
 */
record DarkReplay(double weight, double labelWeight, int batchSize, LogitDistance distance)
    implements Term {

  static final Part<Term> PART =
      new Part<>(
          "der",
          "Buzzega et al., NeurIPS 2020, equations 5 and 6",
          """
          weight = 0.5         # alpha, of the logits' distance, 0 or more
          label-weight = 0.0   # beta, of the labels' cross-entropy, 0 or more; 0 is DER, else DER++
          batch-size = 32      # stored images of each draw, 1 or more
          distance = mean      # over the logits: mean (Mammoth's code) or sum (the paper's equation)
          """,
          section ->
              new DarkReplay(
                  section.real("weight", 0, 1e6),
                  section.real("label-weight", 0, 1e6),
                  section.integer("batch-size", 1, 1_000_000),
                  section.word("distance", LogitDistance.class)));

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MEMORY, Need.ONLINE_MEMORY);
  }

  @Override
  public int floatsBesideExemplar(int classes) {
    return classes;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Optional<Tensor> ofLogits = step.stored(batchSize, "der").map(drawn -> ofLogits(step, drawn));
    if (labelWeight == 0) {
      return ofLogits;
    }
    Optional<Stored> second = step.stored(batchSize, "der-labels");
    return ofLogits.map(loss -> loss.add(ofLabels(step, second.orElseThrow())));
  }

  private Tensor ofLogits(Step step, Stored drawn) {
    ExemplarMemory memory = step.phase().memory().orElseThrow();
    Tensor earlier = step.tape().constant(memory.beside(drawn.slots()));
    Tensor now = step.logits(step.tape(), drawn.images());
    return distance.of(now, earlier).mul(new Scalar(weight));
  }

  private Tensor ofLabels(Step step, Stored drawn) {
    Tensor now = step.logits(step.tape(), drawn.images());
    return Replay.crossEntropy(step, now, drawn.samples().classes()).mul(new Scalar(labelWeight));
  }
}
