package org.palimpsest.experiment;

import java.util.List;
import org.palimpsest.metric.ConfusionMatrix;

/**
 * The class that each test image was taken for, session by session.
 *
 * @param images index of each image in the data set's test images
 * @param truth true class numbers
 * @param predicted class numbers
 * @param classNames of all classes seen, by class number
 */
@SuppressWarnings("ArrayRecordComponent") // up to a million plain numbers; compared by nobody
public record Predictions(int[] images, int[] truth, int[] predicted, List<String> classNames) {

  public Predictions {
    classNames = List.copyOf(classNames);
    if (images.length != truth.length || images.length != predicted.length) {
      throw new IllegalArgumentException(
          "%d images, %d true and %d predicted classes"
              .formatted(images.length, truth.length, predicted.length));
    }
  }

  /** Counts by true and predicted class. */
  public ConfusionMatrix confusion() {
    return ConfusionMatrix.of(truth, predicted, classNames.size());
  }
}
