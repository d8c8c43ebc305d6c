package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Lengths;
import org.palimpsest.tensor.Purpose;

/**
 * Linear rows train the encoder; the answer is the class whose stored images have the nearest mean
 * embedding, by Euclid. The means of all classes are taken anew after each session, by the encoder
 * as it is then (Rebuffi et al., "iCaRL", CVPR 2017, algorithm 1).
 */
public final class NearestMeanHead extends RowTrainedHead {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "nearest-mean",
          "Rebuffi et al., CVPR 2017, algorithm 1",
          """
          # Which embeddings: normalised (each to length 1, and their mean, too), mean-as-is (each to
          # length 1, the mean as it is) or raw.
          embeddings = normalised

          # Of which images: exemplars (the stored ones) or session (a class's own session's, taken at
          # its end and kept: no image is stored, but the means grow old).
          of = exemplars
          """,
          NearestMeanHead::read);

  /** What a score is of a class of which there is no image. */
  private static final float NEVER = -1e30f;

  /** Whose mean. */
  enum Of {
    EXEMPLARS,
    SESSION
  }

  private static final String MEANS = "means";
  private static final String KNOWN = "known";

  private final Lengths lengths;
  private final Of of;

  /** {@code [classes of the experiment, width]}; 0 where there is none. */
  private final INDArray means;

  /** int64, 1 for each class that has a mean. */
  private final INDArray known;

  NearestMeanHead(Lengths lengths, Of of, HeadShape shape) {
    super(RowHead.rows(new Classifier.Linear(), shape));
    this.lengths = lengths;
    this.of = of;
    means = Nd4j.zeros(DataType.FLOAT, shape.classes(), shape.width());
    known = Nd4j.zeros(DataType.INT64, shape.classes());
  }

  private static HeadMaker read(Section section) {
    Lengths lengths = section.word("embeddings", Lengths.class);
    Of of = section.word("of", Of.class);
    return shape -> new NearestMeanHead(lengths, of, shape);
  }

  @Override
  public boolean answersFromExemplars() {
    return of == Of.EXEMPLARS;
  }

  @Override
  public void settle(Lesson lesson) {
    if (of == Of.EXEMPLARS) {
      means.assign(0);
      known.assign(0);
    }
    Samples images = of == Of.EXEMPLARS ? lesson.exemplars() : lesson.session().train();
    for (int c : ClassSet.of(images.classes()).numbers()) {
      try (Features features = lesson.features(images.of(c), false);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor mean = unit(Tensors.of(features.embedding()), lengths != Lengths.RAW).mean(0);
        Tensor scaled = unit(mean.unsqueeze(0), lengths == Lengths.NORMALISED);
        Tensors.of(means).narrow(0, c, 1).copy_(scaled);
      }
      known.putScalar(c, 1);
    }
    rows.settle(lesson);
  }

  private static Tensor unit(Tensor vectors, boolean wanted) {
    return wanted ? torch.normalize(vectors) : vectors;
  }

  /**
   * {@code 2 x.m - |m|^2}, which orders classes as the distance of {@code x} and {@code m} does.
   */
  @Override
  public INDArray scores(Features queries, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor embeddings = unit(Tensors.of(queries.embedding()), lengths != Lengths.RAW);
      Tensor wanted = ClassRows.of(Tensors.of(means), 0, among);
      Tensor twice = embeddings.matmul(wanted.t()).mul(new Scalar(2.0));
      INDArray scores = Tensors.copy(twice.sub(wanted.square().sum(1)));
      for (int i = 0; i < among.size(); i++) {
        if (known.getLong(among.numbers().get(i)) == 0) {
          scores.getColumn(i).assign(NEVER);
        }
      }
      return scores;
    }
  }

  @Override
  public Optional<ScoreScript> script(ClassSet among) {
    INDArray rows = Scripts.of(means, among).muli(2);
    INDArray shift = rows.mul(rows).sum(1).divi(-4);
    for (int i = 0; i < among.size(); i++) {
      if (known.getLong(among.numbers().get(i)) == 0) {
        rows.getRow(i).assign(0);
        shift.putScalar(i, NEVER);
      }
    }
    String unit = lengths == Lengths.RAW ? "unit = embedding" : Scripts.UNIT_EMBEDDING;
    return Optional.of(
        new ScoreScript(
            List.of(unit, "scores = torch.matmul(unit, self.rows.t()) + self.shift"),
            Map.of("rows", rows, "shift", shift)));
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.add(new Kept(MEANS, means, Purpose.FEATURES));
    all.add(new Kept(KNOWN, known, Purpose.FEATURES));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    KeptArrays.assign(means, saved, MEANS);
    KeptArrays.assign(known, saved, KNOWN);
  }
}
