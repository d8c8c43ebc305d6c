package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;

/**
 * How well the classifier that is being trained does on the images that its session holds out. Only
 * looks: nothing is drawn, and no statistics move.
 */
final class HeldOut {

  /** Share of right answers, in [0, 1]. */
  static final String ACCURACY = "validation_accuracy";

  /** Mean cross-entropy, in nats. */
  static final String LOSS = "validation_loss";

  private static final int BATCH = 128;

  private HeldOut() {}

  /**
   * Accuracy and loss on unchanged images, batch normalisation by running statistics: among the
   * session's own classes where questions tell the session, else among all classes seen.
   *
   * @return empty where the session holds no image out, or only such of classes that are no answer
   */
  static Map<String, Double> measures(Phase phase) {
    Samples held = phase.session().validation();
    ClassSet among =
        phase.scenario().tellsSession() ? phase.session().classes() : phase.session().seen();
    if (held.size() == 0 || !IntStream.of(held.classes()).allMatch(among::contains)) {
      return Map.of();
    }
    long correct = 0;
    double loss = 0;
    for (int start = 0; start < held.size(); start += BATCH) {
      int end = Math.min(held.size(), start + BATCH);
      Samples batch = held.at(IntStream.range(start, end).toArray());
      try (INDArray pixels = Batches.plain(batch.images(), batch.indices(), batch.normalization());
          Tape tape = new Tape(phase.model().encoder());
          NoGradGuard noGradient = new NoGradGuard()) {
        Outputs features = tape.infer(phase.model().encoder(), tape.constant(pixels));
        Tensor logits = ClassRows.of(phase.model().head().logits(features, tape), 1, among);
        Tensor targets = tape.here(Tensors.classes(positions(batch.classes(), among)));
        correct += logits.argmax(new LongOptional(1), false).eq(targets).sum().item_long();
        loss += batch.size() * CrossEntropy.of(logits, targets).item_double();
      }
    }
    Map<String, Double> measures = new LinkedHashMap<>(); // the journal keeps the order
    measures.put(ACCURACY, (double) correct / held.size());
    measures.put(LOSS, loss / held.size());
    return measures;
  }

  private static int[] positions(int[] classes, ClassSet among) {
    return Arrays.stream(classes).map(among::position).toArray();
  }
}
