package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * Rows train the encoder, class means answer: cosine similarity to the mean of each class, base
 * classes included (Snell et al. 2017, with cosine in place of the Euclidean distance). The means
 * of a class are taken when it is learnt and stay. When the rows have trained for the last time
 * they are forgotten; where session 0 is answered by them, they are when session 1 is over.
 */
public final class MeanHead extends RowTrainedHead {

  /** What every head of class means has. */
  static final String SHARED_KEYS =
      """
      # By what session 0 is answered: means, or classifier, the trained rows, as in the first row of
      # some published tables, whose later rows are by means; null for means.
      first-row = null

      """
          + Calibration.KEYS;

  public static final Part<HeadMaker> PROTOTYPE =
      new Part<>(
          "prototype",
          "Snell et al., NeurIPS 2017, with the cosine",
          """
          scale = 16.0   # factor on the cosines before the softmax, above 0 to 1000

          """
              + MeanHead.SHARED_KEYS,
          section -> {
            Classifier.Cosine cosine = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
            return maker(section, cosine, () -> new MeanAnswer.Cosine(cosine));
          });

  private static final String BY_ROWS = "by-rows";

  /** By what session 0 is answered. */
  enum FirstRow {
    MEANS,
    CLASSIFIER
  }

  private final MeanAnswer answer;
  private final ClassMeans means;
  private final FirstRow firstRow;
  private final Calibration calibration;
  private boolean byRows;

  MeanHead(
      Rows rows, MeanAnswer answer, ClassMeans means, FirstRow firstRow, Calibration calibration) {
    super(rows);
    this.answer = answer;
    this.means = means;
    this.firstRow = firstRow;
    this.calibration = calibration;
  }

  /**
   * A head out of what all heads of class means have.
   *
   * @param section with the shared keys
   * @param rows how classes are told apart while the encoder is trained
   * @param answer made anew for each head
   */
  static HeadMaker maker(Section section, Classifier rows, Supplier<MeanAnswer> answer) {
    FirstRow firstRow =
        section.has("first-row") ? section.word("first-row", FirstRow.class) : FirstRow.MEANS;
    Calibration.Strength strength = Calibration.Strength.read(section);
    return shape ->
        new MeanHead(
            RowHead.rows(rows, shape),
            answer.get(),
            new ClassMeans(shape.classes(), false),
            firstRow,
            new Calibration(strength));
  }

  /** A session that is trained starts from the means: old ones where they are, new ones as rows. */
  @Override
  public void begin(Lesson lesson) {
    Session session = lesson.session();
    if (session.index() > 0) {
      means.renew(lesson, session.train(), session.classes());
      for (int c : session.seen().numbers()) {
        rows.get().put(ClassSet.range(c, c + 1), means.prototypes().getRow(c).reshape(1, -1));
      }
    }
  }

  @Override
  public boolean answersFromSettled() {
    return true;
  }

  @Override
  public boolean learnsClassesAgain() {
    return false;
  }

  @Override
  public void settle(Lesson lesson) {
    means.renew(lesson, lesson.session().train(), lesson.session().classes());
    calibration.settle(lesson, means);
    answer.settle(lesson, rows.get());
    byRows = firstRow == FirstRow.CLASSIFIER && lesson.session().index() == 0;
    rows.settle(byRows || lesson.trainsLater());
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    if (byRows) {
      return rows.get().scores(queries, among);
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor prototypes = ClassRows.of(Tensors.of(means.prototypes()), 0, among);
      return Tensors.copy(answer.scores(Tensors.of(queries.embedding()), prototypes, among));
    }
  }

  @Override
  public Optional<ScoreScript> script(ClassSet among) {
    return byRows
        ? Optional.of(rows.get().script(among))
        : answer.script(Scripts.of(means.prototypes(), among));
  }

  @Override
  public boolean isIndependent() {
    return firstRow == FirstRow.MEANS && answer.isIndependent();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.addAll(means.kept());
    all.addAll(calibration.kept());
    all.addAll(answer.kept());
    if (byRows) {
      all.add(new Kept(BY_ROWS, Nd4j.createFromArray(1L), Purpose.HEAD));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    means.restore(saved);
    calibration.restore(saved);
    answer.restore(saved);
    byRows = saved.containsKey(BY_ROWS);
  }
}
