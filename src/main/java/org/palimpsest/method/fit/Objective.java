package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;

/**
 * What every session learns: to tell its images apart, new and replayed ones.
 *
 * @param softmax over which classes
 * @param weighting of new against replayed images
 */
public record Objective(Softmax softmax, Weighting weighting) implements Term {

  /** How much replayed images count. */
  public enum Weighting {
    /** Every image of the batch alike. */
    POOLED,
    /** New images 1/t and replayed ones 1 - 1/t in the t-th session (van de Ven et al. 2022). */
    BY_SESSION,
    /** The mean over the new images plus the mean over the replayed ones (ER-ACE). */
    SUMMED
  }

  @Override
  public Set<Need> needs() {
    return softmax == Softmax.CURRENT || weighting == Weighting.BY_SESSION
        ? Set.of(Need.BOUNDARIES)
        : Set.of();
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    long fresh = step.batch().fresh();
    long replayed = step.batch().size() - fresh;
    ClassSet among = softmax.fresh(step);
    if (replayed == 0) {
      return Optional.of(crossEntropy(step, 0, fresh, among));
    }
    boolean byTask = Replay.toldApartBySession(step, softmax);
    if (weighting == Weighting.POOLED && !byTask && among.equals(softmax.replayed(step))) {
      return Optional.of(crossEntropy(step, 0, fresh + replayed, among));
    }
    Tensor ofFresh = crossEntropy(step, 0, fresh, among);
    int[] classes = step.batch().samples().classes();
    Tensor ofReplayed =
        Replay.crossEntropy(
            step,
            softmax,
            step.logits().narrow(0, fresh, replayed),
            Arrays.copyOfRange(classes, step.batch().fresh(), classes.length));
    if (weighting == Weighting.SUMMED) {
      return Optional.of(ofFresh.add(ofReplayed));
    }
    double share =
        weighting == Weighting.POOLED
            ? (double) fresh / (fresh + replayed)
            : 1.0 / (step.phase().session().index() + 1);
    return Optional.of(ofFresh.mul(new Scalar(share)).add(ofReplayed.mul(new Scalar(1 - share))));
  }

  private static Tensor crossEntropy(Step step, long first, long count, ClassSet among) {
    Tensor logits = step.logits();
    boolean whole = first == 0 && count == step.batch().size();
    Tensor rows = whole ? logits : logits.narrow(0, first, count);
    return CrossEntropy.of(ClassRows.of(rows, 1, among), targets(step, first, count, among));
  }

  /** Where each image's class stands among some classes. */
  static Tensor targets(Step step, long first, long count, ClassSet among) {
    if (among.isRange() && among.first() == 0) {
      boolean whole = first == 0 && count == step.batch().size();
      return whole ? step.labels() : step.labels().narrow(0, first, count);
    }
    int[] classes = step.batch().samples().classes();
    int[] positions = new int[Math.toIntExact(count)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = among.position(classes[Math.toIntExact(first) + i]);
    }
    return step.tape().here(Tensors.classes(positions));
  }

  /** The session that first brought a class. */
  static Session sessionOf(Phase phase, int classNumber) {
    for (Session session : phase.model().context().sessions()) {
      if (session.classes().contains(classNumber)) {
        return session;
      }
    }
    return phase.session();
  }
}
