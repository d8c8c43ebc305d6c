package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;

/**
 * Rows train the encoder, class means answer: cosine similarity to the mean of each class, base
 * classes included (Snell et al. 2017, with cosine in place of the Euclidean distance). The means
 * of a class are taken when it is learnt and stay. When the rows have trained for the last time
 * they are forgotten.
 */
public final class MeanHead extends RowTrainedHead {

  public static final Part<HeadMaker> PROTOTYPE =
      new Part<>(
          "prototype",
          "Snell et al., NeurIPS 2017, with the cosine",
          """
          scale = 16.0   # factor on the cosines before the softmax, above 0 to 1000
          """,
          section -> {
            Classifier.Cosine classifier = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
            return shape ->
                new MeanHead(
                    RowHead.rows(classifier, shape),
                    classifier,
                    new ClassMeans(shape.classes(), false));
          });

  private final Classifier answers;
  private final ClassMeans means;

  MeanHead(Rows rows, Classifier answers, ClassMeans means) {
    super(rows);
    this.answers = answers;
    this.means = means;
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
    rows.settle(lesson);
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor prototypes = ClassRows.of(Tensors.of(means.prototypes()), 0, among);
      return Tensors.copy(answers.logits(Tensors.of(queries.embedding()), prototypes));
    }
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.addAll(means.kept());
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    means.restore(saved);
  }
}
