package org.palimpsest.experiment;

import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.metric.ConfusionMatrix;

/**
 * The class that each test image was taken for, session by session.
 *
 * @param tested the session of each image
 * @param images index of each image in the data set's test images
 * @param truth true class numbers
 * @param predicted class numbers, the answer to what the scenario asks
 * @param other class numbers, the answer to the other question about the same scores: among the
 *     classes of the image's own session if the scenario does not tell it, among all classes seen
 *     if it does
 * @param classNames of all classes seen, by class number
 */
@SuppressWarnings("ArrayRecordComponent") // up to a million plain numbers; compared by nobody
public record Predictions(
    int[] tested,
    int[] images,
    int[] truth,
    int[] predicted,
    int[] other,
    List<String> classNames) {

  /** Of a run whose test images come in episodes. */
  static final Predictions NONE =
      new Predictions(new int[0], new int[0], new int[0], new int[0], new int[0], List.of());

  public Predictions {
    classNames = List.copyOf(classNames);
    if (images.length != truth.length
        || images.length != predicted.length
        || images.length != other.length
        || images.length != tested.length) {
      throw new IllegalArgumentException(
          "%d images, %d true and %d predicted classes"
              .formatted(images.length, truth.length, predicted.length));
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return images.length == 0;
  }

  /** Counts by true and predicted class. */
  public ConfusionMatrix confusion() {
    return ConfusionMatrix.of(truth, predicted, classNames.size());
  }

  /** Right answers by tested session. */
  int[] correct(int[] answers, int sessions) {
    int[] correct = new int[sessions];
    for (int i = 0; i < answers.length; i++) {
      correct[tested[i]] += answers[i] == truth[i] ? 1 : 0;
    }
    return correct;
  }

  /** Test images by tested session. */
  int[] totals(int sessions) {
    int[] totals = new int[sessions];
    IntStream.of(tested).forEach(session -> totals[session]++);
    return totals;
  }
}
