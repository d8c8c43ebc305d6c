package org.palimpsest.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Tensors;

/** The task-adaptive metric as a program: {@link TaskAdaptiveAttention} beside the cosine. */
final class TaskAdaptiveScript {

  /** Sets {@code by_map}. */
  private static final List<String> BY_MAP =
      List.of(
          "q = map.flatten(2, -1).transpose(1, 2)",
          "c = q.size(2)",
          "asked = torch.matmul(q.reshape([-1, c]), self.query.t()).unsqueeze(0)",
          "weights = torch.softmax(torch.matmul(asked, self.keys.transpose(1, 2)), -1)",
          "attended = torch.matmul(weights, self.values).view([-1, q.size(0), q.size(1), c])",
          "adapted = attended + self.supports.unsqueeze(1)",
          "dot = (adapted * q.unsqueeze(0)).flatten(2, -1).sum([2])",
          "of_support = adapted.flatten(2, -1).square().sum([2]).clamp(min=1e-12).sqrt()",
          "of_query = q.flatten(1, -1).square().sum([1]).clamp(min=1e-12).sqrt().unsqueeze(0)",
          "by_map = (dot / (of_support * of_query)).t() * self.map_scale");

  private final Map<String, INDArray> head;
  private final ClassSet among;

  private TaskAdaptiveScript(Map<String, INDArray> head, ClassSet among) {
    this.head = head;
    this.among = among;
  }

  /**
   * The program.
   *
   * @param head its tensors, as {@link TaskAdaptiveHead#tensors} names them
   */
  static ScoreScript of(Map<String, INDArray> head, TaskAdaptiveHead.Views views, ClassSet among) {
    TaskAdaptiveScript script = new TaskAdaptiveScript(head, among);
    List<String> lines = new ArrayList<>();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    if (views.map()) {
      lines.addAll(BY_MAP);
      tensors.putAll(script.byMap());
    }
    if (views.embedding()) {
      lines.add(Scripts.UNIT_EMBEDDING);
      lines.add("by_embedding = torch.matmul(unit, self.prototypes.t()) * self.embedding_scale");
      INDArray prototypes = Scripts.of(script.tensor("prototypes"), among);
      tensors.put("prototypes", Scripts.unit(prototypes));
      tensors.put("embedding_scale", script.exp("log_embedding_scale"));
    }
    lines.add(
        views.map() && views.embedding()
            ? "scores = by_map + by_embedding"
            : "scores = " + (views.map() ? "by_map" : "by_embedding"));
    return new ScoreScript(lines, tensors);
  }

  private INDArray tensor(String name) {
    return Objects.requireNonNull(head.get(name), name);
  }

  private INDArray exp(String name) {
    return tensor(name).dup().assign(Math.exp(tensor(name).getDouble(0)));
  }

  /** What does not depend on the query is computed here, once. */
  private Map<String, INDArray> byMap() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor maps = Tensors.of(Scripts.of(tensor("maps"), among));
      Tensor supports = maps.flatten(2, -1).transpose(1, 2).contiguous();
      Scalar scale = new Scalar(1 / Math.sqrt((double) supports.size(2)));
      Tensor product = Tensors.of(tensor("output")).matmul(Tensors.of(tensor("value")));
      tensors.put("query", tensor("query").dup('c'));
      tensors.put("keys", Tensors.copy(supports.matmul(Tensors.of(tensor("key")).t()).mul(scale)));
      tensors.put("values", Tensors.copy(supports.matmul(product.t())));
      tensors.put("supports", Tensors.copy(supports));
    }
    tensors.put("map_scale", exp("log_map_scale"));
    return tensors;
  }
}
