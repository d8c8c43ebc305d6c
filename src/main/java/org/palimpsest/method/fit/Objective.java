package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;

/**
 * What every session learns: to tell its images apart, new and replayed ones.
 *
 * @param softmax over which classes
 * @param weighting of new against replayed images
 * @param share of it in the whole loss
 */
public record Objective(Softmax softmax, Weighting weighting, Share share) implements Term {

  /** Counts in full. */
  public Objective(Softmax softmax, Weighting weighting) {
    this(softmax, weighting, Share.WHOLE);
  }

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
    boolean told = weighting == Weighting.BY_SESSION || share != Share.WHOLE;
    return softmax == Softmax.CURRENT || told ? Set.of(Need.BOUNDARIES) : Set.of();
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    double factor = share.fresh(step.phase());
    Tensor whole = whole(step);
    return Optional.of(factor == 1 ? whole : whole.mul(new Scalar(factor)));
  }

  private Tensor whole(Step step) {
    long fresh = step.batch().fresh();
    long replayed = step.batch().size() - fresh;
    ClassSet among = softmax.fresh(step);
    if (replayed == 0) {
      return ofList(step, fresh, among);
    }
    boolean byTask = Replay.toldApartBySession(step, softmax);
    if (weighting == Weighting.POOLED && !byTask && among.equals(softmax.replayed(step))) {
      return crossEntropy(step, 0, fresh + replayed, among);
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
      return ofFresh.add(ofReplayed);
    }
    double ofAll =
        weighting == Weighting.POOLED
            ? (double) fresh / (fresh + replayed)
            : 1.0 / (step.phase().session().index() + 1);
    return ofFresh.mul(new Scalar(ofAll)).add(ofReplayed.mul(new Scalar(1 - ofAll)));
  }

  /** Images in one list, which may hold some of earlier sessions. */
  private Tensor ofList(Step step, long count, ClassSet among) {
    boolean mixed =
        softmax == Softmax.CURRENT
            && IntStream.of(step.batch().samples().classes()).anyMatch(c -> !among.contains(c));
    return mixed
        ? OwnClasses.crossEntropy(step, step.logits(), step.batch().samples().classes())
        : crossEntropy(step, 0, count, among);
  }

  /** Cross-entropy of other logits than the step's own, {@code [batch, classes]}. */
  public static Tensor crossEntropy(Step step, Tensor logits, ClassSet among) {
    return CrossEntropy.of(
        ClassRows.of(logits, 1, among), targets(step, 0, step.batch().size(), among));
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
}
