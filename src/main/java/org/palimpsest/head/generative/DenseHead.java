package org.palimpsest.head.generative;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Dense layers with ReLU and a last one with a unit a class: the trained part of a network whose
 * encoder is frozen, as in van de Ven et al. 2022 on CIFAR-100.
 */
public final class DenseHead implements Head {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "dense",
          "van de Ven, Tuytelaars and Tolias, Nature Machine Intelligence 2022, methods, CIFAR-100",
          """
          widths = [2000, 2000]   # units of each hidden layer, at least one, each 1 to 65536
          """,
          DenseHead::maker);

  private static final String HIDDEN = "hidden";
  private static final String ROWS = "rows";

  private final List<Integer> widths;
  private final DenseLayers hidden;
  private final DenseLayers rows;

  private DenseHead(List<Integer> widths, DenseLayers hidden, DenseLayers rows) {
    this.widths = List.copyOf(widths);
    this.hidden = hidden;
    this.rows = rows;
  }

  private static HeadMaker maker(Section section) {
    List<Integer> widths =
        section.integers("widths", 1, 65_536).stream().map(Math::toIntExact).toList();
    if (section.sound("widths") && widths.isEmpty()) {
      section.problem("widths", "has no hidden layer; that is learner.head = linear");
    }
    // What stands in for a faulty list has to be a head, too.
    return shape -> of(shape, widths.isEmpty() ? List.of(1) : widths);
  }

  static DenseHead of(HeadShape shape, List<Integer> widths) {
    List<Integer> all = new ArrayList<>(List.of(shape.width()));
    all.addAll(widths);
    var random = shape.seeds().generator("dense-head");
    return new DenseHead(
        widths,
        DenseLayers.fresh("head." + HIDDEN, all, random),
        DenseLayers.fresh(
            "head." + ROWS, List.of(all.get(all.size() - 1), shape.classes()), random));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(hidden.parameter(), rows.parameter());
  }

  @Override
  public Keeps trained() {
    return this;
  }

  @Override
  public String classifier() {
    return "dense " + widths;
  }

  @Override
  public Tensor hidden(Outputs features, Tape tape) {
    return hidden.of(features.embedding(), tape.leaf(hidden.parameter())).relu();
  }

  @Override
  public int hiddenWidth(int embedding) {
    return widths.get(widths.size() - 1);
  }

  @Override
  public Tensor logits(Outputs features, Tape tape) {
    return rows.of(hidden(features, tape), tape.leaf(rows.parameter()));
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor inside =
          hidden
              .of(Tensors.of(queries.embedding()), Tensors.of(hidden.parameter().values()))
              .relu();
      Tensor all = rows.of(inside, Tensors.of(rows.parameter().values()));
      return Tensors.copy(ClassRows.of(all, 1, among).contiguous());
    }
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    return List.of(
        new Kept(HIDDEN, hidden.parameter().values(), Purpose.HEAD),
        new Kept(ROWS, rows.parameter().values(), Purpose.HEAD));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(hidden.parameter().values(), saved, HIDDEN);
    KeptArrays.assign(rows.parameter().values(), saved, ROWS);
  }
}
