package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.palimpsest.method.fit.Shuffle;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/** Codes of images of earlier sessions: some of each class as they are, or a Gaussian a class. */
final class StoredCodes implements Keeps {

  private static final String CENTRES = "centres";
  private static final String DEVIATIONS = "deviations";
  private static final String CLASSES = "classes";

  /** In which form. */
  enum Form {
    /** Some codes of each class. */
    STORED,
    /** Mean and deviation of each class's codes, every dimension by itself. */
    GAUSSIAN
  }

  private final Form form;
  private final int perClass;

  /** {@code [rows, width]}. */
  private INDArray centres = Nd4j.empty(DataType.FLOAT);

  /** {@code [rows, width]}; empty where codes are as they are. */
  private INDArray deviations = Nd4j.empty(DataType.FLOAT);

  /** int64, {@code [rows]}. */
  private INDArray classes = Nd4j.empty(DataType.INT64);

  /**
   * Nothing yet.
   *
   * @param perClass how many codes as they are, 1 or more
   */
  StoredCodes(Form form, int perClass) {
    this.form = form;
    this.perClass = perClass;
  }

  /**
   * What is drawn.
   *
   * @param codes {@code [count, width]}
   * @param classes of each
   */
  @SuppressWarnings("ArrayRecordComponent") // plain class numbers; compared by nobody
  record Drawn(INDArray codes, int[] classes) {}

  boolean isEmpty() {
    return classes.isEmpty();
  }

  /**
   * Takes in a class.
   *
   * @param means of the codes of its images, {@code [images, width]}
   * @param variances of the same shape
   */
  void add(int classNumber, INDArray means, INDArray variances, RandomGenerator random) {
    if (form == Form.STORED) {
      int images = Math.toIntExact(means.size(0));
      int[] chosen = Arrays.copyOf(Shuffle.of(images, random), Math.min(perClass, images));
      centres = joined(centres, means.getRows(chosen));
      classes = joined(classes, numbers(classNumber, chosen.length));
      return;
    }
    INDArray mean = means.mean(true, 0);
    INDArray centred = means.subRowVector(mean);
    INDArray variance = centred.mul(centred).mean(true, 0).addi(variances.mean(true, 0));
    centres = joined(centres, mean);
    deviations = joined(deviations, Transforms.sqrt(variance));
    classes = joined(classes, numbers(classNumber, 1));
  }

  private static INDArray numbers(int classNumber, int count) {
    long[] numbers = new long[count];
    Arrays.fill(numbers, classNumber);
    return Nd4j.createFromArray(numbers);
  }

  private static INDArray joined(INDArray first, INDArray second) {
    return first.isEmpty() ? second.dup() : Nd4j.concat(0, first, second);
  }

  /** Draws rows, each as likely as any other, and of a Gaussian a code. */
  Drawn draw(int count, RandomGenerator random) {
    int width = Math.toIntExact(centres.size(1));
    float[][] codes = new float[count][width];
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int row = random.nextInt(Math.toIntExact(classes.length()));
      drawn[i] = Math.toIntExact(classes.getLong(row));
      for (int d = 0; d < width; d++) {
        double noise =
            form == Form.GAUSSIAN ? random.nextGaussian() * deviations.getDouble(row, d) : 0;
        codes[i][d] = (float) (centres.getDouble(row, d) + noise);
      }
    }
    return new Drawn(Nd4j.createFromArray(codes), drawn);
  }

  @Override
  public List<Kept> kept() {
    if (isEmpty()) {
      return List.of();
    }
    Kept centre = new Kept(CENTRES, centres, Purpose.FEATURES);
    Kept numbers = new Kept(CLASSES, classes, Purpose.FEATURES);
    return form == Form.GAUSSIAN
        ? List.of(centre, numbers, new Kept(DEVIATIONS, deviations, Purpose.FEATURES))
        : List.of(centre, numbers);
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    centres = restored(saved, CENTRES, DataType.FLOAT);
    deviations = restored(saved, DEVIATIONS, DataType.FLOAT);
    classes = restored(saved, CLASSES, DataType.INT64);
  }

  private static INDArray restored(Map<String, INDArray> saved, String name, DataType type) {
    INDArray found = saved.get(name);
    return found == null ? Nd4j.empty(type) : found.dup();
  }
}
