package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/** Rows that train the encoder and answer nothing: kept only as long as they may train again. */
final class TrainingRows implements Keeps {

  private final Rows rows;
  private boolean needed = true;

  TrainingRows(Rows rows) {
    this.rows = rows;
  }

  Rows get() {
    return rows;
  }

  void settle(Lesson lesson) {
    settle(lesson.trainsLater());
  }

  /** Whether they are needed from now on. */
  void settle(boolean stay) {
    needed = stay;
  }

  @Override
  public List<Kept> kept() {
    return needed ? rows.kept() : List.of();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    needed = saved.containsKey(Rows.WEIGHTS);
    if (needed) {
      rows.restore(saved);
    }
  }
}
