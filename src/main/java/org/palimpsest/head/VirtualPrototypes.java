package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * Answers by class means and by what they have in common with virtual prototypes {@code v}, the
 * rows that session 0 kept free for classes to come:
 *
 * <pre>eta softmax_k(sum_v cos(x, v) cos(v, p_k)) + (1 - eta) softmax_k(scale cos(x, p_k))</pre>
 *
 * <p>Source: Zhou et al., "Forward Compatible Few-Shot Class-Incremental Learning" (FACT), CVPR
 * 2022, equations 9 and 10, in the form of the authors' program.
 */
final class VirtualPrototypes implements MeanAnswer {

  static final Part<HeadMaker> PART =
      new Part<>(
          "virtual-prototypes",
          "Zhou et al., CVPR 2022, equations 9 and 10; with learner.terms = [virtual-classes]",
          """
          scale = 16.0   # factor on the cosines before the softmax, above 0 to 1000
          eta = 0.1      # share of the answer that goes by virtual prototypes, 0 to 1

          """
              + MeanHead.SHARED_KEYS,
          VirtualPrototypes::read);

  private static final String VIRTUAL = "virtual";

  private final Classifier.Cosine classifier;
  private final double eta;

  /** {@code [virtual, width]}; empty before session 0 is over, and where none was kept free. */
  private INDArray virtual = Nd4j.empty(DataType.FLOAT);

  VirtualPrototypes(Classifier.Cosine classifier, double eta) {
    this.classifier = classifier;
    this.eta = eta;
  }

  private static HeadMaker read(Section section) {
    Classifier.Cosine cosine = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
    double eta = section.real("eta", 0, 1);
    return MeanHead.maker(
        section, new Classifier.OrthogonalCosine(cosine), () -> new VirtualPrototypes(cosine, eta));
  }

  @Override
  public void settle(Lesson lesson, Rows rows) {
    if (lesson.session().index() == 0) {
      INDArray all = rows.parameter().values();
      ClassSet free =
          ClassSet.range(0, Math.toIntExact(all.size(0))).without(lesson.session().classes());
      virtual = free.isEmpty() ? Nd4j.empty(DataType.FLOAT) : all.getRows(free.toArray());
    }
  }

  @Override
  public Tensor scores(Tensor embeddings, Tensor means, ClassSet among) {
    Tensor direct = classifier.logits(embeddings, means).softmax(1);
    if (virtual.isEmpty()) {
      return direct;
    }
    Tensor free = torch.normalize(Tensors.of(virtual)).to(means);
    Tensor toFree = torch.normalize(embeddings).matmul(free.t());
    Tensor through = toFree.matmul(free.matmul(torch.normalize(means).t())).softmax(1);
    return through.mul(new Scalar(eta)).add(direct.mul(new Scalar(1 - eta)));
  }

  @Override
  public boolean isIndependent() {
    return false;
  }

  @Override
  public List<Kept> kept() {
    return virtual.isEmpty() ? List.of() : List.of(new Kept(VIRTUAL, virtual, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    INDArray found = saved.get(VIRTUAL);
    virtual = found == null ? Nd4j.empty(DataType.FLOAT) : found.dup();
  }
}
