package org.palimpsest.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * Images of earlier sessions, perhaps each with some numbers beside it, within a budget. Stored are
 * positions in the training set, which cost nothing; counted are the images, as if they were.
 */
public final class ExemplarMemory implements Keeps {

  /** Two bytes for the class and two for the session. */
  private static final int LABEL_BYTES = 4;

  private static final String IMAGES = "images";
  private static final String CLASSES = "classes";
  private static final String SESSIONS = "sessions";
  private static final String BESIDE = "beside";
  private static final String COUNTERS = "counters";

  private final Policy policy;
  private final Budget budget;
  private final int bytesPerImage;
  private final int floatsBeside;
  private final int classesOfExperiment;
  private Slots slots;
  private int[] images = new int[16];
  private int[] sessions = new int[16];
  private INDArray beside = Nd4j.empty(DataType.FLOAT);

  /**
   * An empty memory.
   *
   * @param bytesPerImage of an image's pixels
   * @param floatsBeside numbers stored beside each image, such as logits
   */
  public ExemplarMemory(
      Policy policy, Budget budget, int bytesPerImage, int floatsBeside, int classesOfExperiment) {
    this.policy = policy;
    this.budget = budget;
    this.bytesPerImage = bytesPerImage;
    this.floatsBeside = floatsBeside;
    this.classesOfExperiment = classesOfExperiment;
    slots = new Slots(classesOfExperiment);
  }

  public Policy policy() {
    return policy;
  }

  /** Images stored. */
  public int size() {
    return slots.size();
  }

  /** Images that fit when so many classes have been seen. */
  public int capacity(int classesSeen) {
    long perImage = bytesPerImage + LABEL_BYTES + (long) Float.BYTES * floatsBeside;
    return budget.capacity(perImage, (1L + classesOfExperiment) * Long.BYTES, classesSeen);
  }

  /**
   * Shows images as they come, to an online policy.
   *
   * @param beside numbers to store beside each, {@code [samples, floats beside]}
   */
  public void offer(Samples samples, INDArray beside, RandomGenerator random) {
    for (int i = 0; i < samples.size(); i++) {
      int classNumber = samples.classes()[i];
      slots.offer(classNumber);
      slots.capacity(capacity(slots.classesSeen()), budget.quota());
      int slot = policy.slot(slots, classNumber, random);
      if (slot >= 0) {
        put(slot, samples.indices()[i], classNumber, 0);
        if (floatsBeside > 0) {
          row(slot).assign(beside.getRow(i));
        }
      }
    }
  }

  /** A class's images of one session, the ones most worth storing first. */
  @SuppressWarnings("ArrayRecordComponent") // plain positions; compared by nobody
  private record Group(int classNumber, int session, int[] images) {}

  /**
   * Takes in a session's images at its end. Every class of every session has the same share; of
   * earlier ones the first images are kept, as many as fit.
   *
   * @param train the session's images
   * @param session their session's number
   * @param seen how many classes came so far
   * @param embeddings by the encoder as it is now
   */
  public void fill(
      Samples train,
      int session,
      int seen,
      Function<Samples, INDArray> embeddings,
      RandomGenerator random) {
    List<Group> groups = groups();
    List<Integer> fresh = ClassSet.of(train.classes()).numbers();
    int share = capacity(seen) / Math.max(1, groups.size() + fresh.size());
    for (int c : fresh) {
      Samples own = train.of(c);
      int[] order = policy.order(own.size(), () -> embeddings.apply(own), share, random);
      groups.add(new Group(c, session, own.at(order).indices()));
    }
    slots.clear();
    for (Group group : groups) {
      for (int image : Arrays.copyOf(group.images, Math.min(share, group.images.length))) {
        put(slots.size(), image, group.classNumber, group.session);
      }
    }
  }

  /** What {@link #fill} stored, group by group as it did. */
  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    int slot = 0;
    while (slot < slots.size()) {
      int first = slot;
      while (slot < slots.size()
          && slots.classAt(slot) == slots.classAt(first)
          && sessions[slot] == sessions[first]) {
        slot++;
      }
      int[] own = Arrays.copyOfRange(images, first, slot);
      groups.add(new Group(slots.classAt(first), sessions[first], own));
    }
    return groups;
  }

  private void put(int slot, int image, int classNumber, int session) {
    slots.put(slot, classNumber);
    if (slot >= images.length) {
      images = Arrays.copyOf(images, 2 * images.length);
      sessions = Arrays.copyOf(sessions, images.length);
    }
    images[slot] = image;
    sessions[slot] = session;
  }

  private INDArray row(int slot) {
    if (beside.isEmpty() || slot >= beside.size(0)) {
      long rows = Math.max(16, 2L * slot);
      INDArray larger = Nd4j.zeros(DataType.FLOAT, rows, floatsBeside);
      if (!beside.isEmpty()) {
        larger.get(NDArrayIndex.interval(0, beside.size(0))).assign(beside);
      }
      beside = larger;
    }
    return beside.getRow(slot);
  }

  /** Some stored images' slots, none twice, in an order of chance; all of them if there are few. */
  public int[] draw(int count, RandomGenerator random) {
    return Sampling.distinct(slots.size(), Math.min(count, slots.size()), random);
  }

  /** Images in slots. */
  public Samples samples(Samples like, int[] wanted) {
    int[] indices = new int[wanted.length];
    int[] classes = new int[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      indices[i] = images[wanted[i]];
      classes[i] = slots.classAt(wanted[i]);
    }
    return new Samples(like.images(), indices, classes, like.normalization());
  }

  /**
   * All stored images.
   *
   * @param like samples of the training set
   */
  public Samples samples(Samples like) {
    int[] all = new int[slots.size()];
    Arrays.setAll(all, slot -> slot);
    return samples(like, all);
  }

  /** What is stored beside some images, {@code [wanted.length, floats beside]}, a copy. */
  public INDArray beside(int[] wanted) {
    return beside.getRows(wanted);
  }

  @Override
  public List<Kept> kept() {
    Kept counters = new Kept(COUNTERS, Nd4j.createFromArray(slots.counters()), Purpose.EXEMPLARS);
    if (slots.size() == 0) {
      return List.of(counters);
    }
    long[] positions = new long[slots.size()];
    long[] classes = new long[slots.size()];
    long[] from = new long[slots.size()];
    for (int slot = 0; slot < positions.length; slot++) {
      positions[slot] = images[slot];
      classes[slot] = slots.classAt(slot);
      from[slot] = sessions[slot];
    }
    long pixels = (long) positions.length * bytesPerImage;
    Kept stored = new Kept(IMAGES, Nd4j.createFromArray(positions), Purpose.EXEMPLARS, pixels);
    long half = (long) positions.length * LABEL_BYTES / 2;
    List<Kept> all = new ArrayList<>();
    all.add(stored);
    all.add(new Kept(CLASSES, Nd4j.createFromArray(classes), Purpose.EXEMPLARS, half));
    all.add(new Kept(SESSIONS, Nd4j.createFromArray(from), Purpose.EXEMPLARS, half));
    all.add(counters);
    if (floatsBeside > 0) {
      INDArray used = beside.get(NDArrayIndex.interval(0, positions.length));
      all.add(new Kept(BESIDE, used, Purpose.EXEMPLARS));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    slots = new Slots(classesOfExperiment);
    INDArray counters = saved.get(COUNTERS);
    if (counters == null || counters.length() != 1L + classesOfExperiment) {
      throw new IllegalArgumentException("the saved memory has no counters of its classes");
    }
    slots.counters(counters.toLongVector());
    INDArray positions = saved.get(IMAGES);
    INDArray classes = saved.get(CLASSES);
    INDArray from = saved.get(SESSIONS);
    beside = Nd4j.empty(DataType.FLOAT);
    if (positions != null && classes != null && from != null) {
      for (int slot = 0; slot < positions.length(); slot++) {
        put(slot, positions.getInt(slot), classes.getInt(slot), from.getInt(slot));
      }
      INDArray numbers = saved.get(BESIDE);
      beside = numbers == null ? beside : numbers.dup();
    }
  }
}
