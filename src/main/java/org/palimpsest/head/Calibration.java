package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * Moves what a few shots say of a novel class towards the base classes that it is like. With {@code
 * p} the novel class's mean and {@code b} those of the base classes, all of length 1,
 *
 * <pre>p' = (1 - weight) p + weight normalised(sum_b softmax_b(scale cos(p, b)) b)</pre>
 *
 * <p>A mean feature map moves by the same shares. Nothing is trained.
 *
 * <p>Source: Wang et al., "Few-Shot Class-Incremental Learning via Training-Free Prototype
 * Calibration" (TEEN), NeurIPS 2023, equations 5 to 7; the sum's length as in the authors' program.
 */
final class Calibration implements Keeps {

  static final String KEYS =
      """
      # How far the mean of a novel class moves towards a mixture of the base classes' means that it is
      # like (TEEN, Wang et al., NeurIPS 2023): a share from 0 to 1, or null for not at all; scale is the
      # factor on the cosines whose softmax mixes them, above 0 to 1000.
      calibration { weight = null, scale = 16.0 }
      """;

  private static final String BASE = "calibration.base";

  /** How much, and by how sharp a mixture. */
  record Strength(double weight, double scale) {

    static final Strength NONE = new Strength(0, 1);

    static Strength read(Section head) {
      Section section = head.section("calibration");
      if (section.has("weight")) {
        return new Strength(section.real("weight", 0, 1), section.real("scale", 1e-3, 1000));
      }
      section.idle("scale", section.path() + ".weight is null");
      return NONE;
    }
  }

  private final Strength strength;

  /** Numbers of the base classes, int64; empty before session 0 is over. */
  private INDArray base = Nd4j.empty(DataType.INT64);

  Calibration(Strength strength) {
    this.strength = strength;
  }

  /** Called when the session's classes have been averaged. */
  void settle(Lesson lesson, ClassMeans means) {
    if (strength.weight == 0) {
      return;
    }
    if (lesson.session().index() == 0) {
      long[] numbers =
          lesson.session().classes().numbers().stream().mapToLong(Integer::longValue).toArray();
      base = Nd4j.createFromArray(numbers);
      return;
    }
    for (int c : lesson.session().classes().numbers()) {
      means.shift(c, baseClasses(), strength.weight, strength.scale);
    }
  }

  private ClassSet baseClasses() {
    int[] numbers = new int[Math.toIntExact(base.length())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.toIntExact(base.getLong(i));
    }
    return ClassSet.of(numbers);
  }

  @Override
  public List<Kept> kept() {
    return base.isEmpty() ? List.of() : List.of(new Kept(BASE, base, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    INDArray found = saved.get(BASE);
    base = found == null ? Nd4j.empty(DataType.INT64) : found.dup();
  }
}
