package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/** One trained row a class, linear or cosine, which training and answers share. */
public final class RowHead implements Head {

  public static final Part<HeadMaker> LINEAR =
      new Part<>(
          "linear",
          "w . e + b; novel rows start at random and are trained",
          "",
          section -> shape -> new RowHead(rows(new Classifier.Linear(), shape), false));

  public static final Part<HeadMaker> COSINE =
      new Part<>(
          "cosine",
          "Gidaris and Komodakis, CVPR 2018; imprinting: Qi et al., CVPR 2018",
          """
          scale = 16.0     # factor on the cosines before the softmax, above 0 to 1000
          imprint = true   # whether the row of a novel class starts as its mean embedding
          """,
          section -> {
            Classifier classifier = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
            boolean imprint = section.flag("imprint");
            return shape -> new RowHead(rows(classifier, shape), imprint);
          });

  private final Rows rows;
  private final boolean imprint;

  RowHead(Rows rows, boolean imprint) {
    this.rows = rows;
    this.imprint = imprint;
  }

  /** Fresh rows, the same for every head with this classifier. */
  static Rows rows(Classifier classifier, HeadShape shape) {
    return new Rows(
        classifier,
        shape.classes(),
        shape.width(),
        shape.initialization(),
        shape.seeds().generator("classifier"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(rows.parameter());
  }

  @Override
  public List<Parameter> parameters(ClassSet classes) {
    return List.of(rows.parameter(classes));
  }

  @Override
  public Keeps trained() {
    return rows;
  }

  @Override
  public String classifier() {
    return rows.classifier().toString();
  }

  @Override
  public boolean looksAhead() {
    return imprint;
  }

  @Override
  public void begin(Lesson lesson) {
    Session session = lesson.session();
    if (imprint && session.index() > 0) {
      ClassMeans means = new ClassMeans(session.seen().last() + 1, false);
      means.renew(lesson, session.train(), session.classes());
      for (int c : session.classes().without(session.earlier()).numbers()) {
        rows.put(ClassSet.range(c, c + 1), means.prototypes().getRow(c).reshape(1, -1));
      }
    }
  }

  @Override
  public Tensor logits(Outputs features, Tape tape) {
    return rows.logits(features, tape);
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    return rows.scores(queries, among);
  }

  @Override
  public Optional<ScoreScript> script(ClassSet among) {
    return Optional.of(rows.script(among));
  }

  @Override
  public boolean isLinear() {
    return rows.classifier().equals(new Classifier.Linear());
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    return rows.kept();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
  }
}
