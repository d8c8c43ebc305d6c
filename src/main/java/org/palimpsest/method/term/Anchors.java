package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Step;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * How much each weight of a model matters and where it was: the quadratic penalty {@code strength/2
 * * sum Omega (theta - anchor)^2} of EWC, SI, MAS and L2.
 *
 * <p>The sum of such penalties of several sessions is, but for a constant, one penalty with the sum
 * of the importances and the mean of the anchors that they weigh; so two arrays do for any number
 * of sessions.
 */
final class Anchors implements Keeps {

  private static final String IMPORTANCE = ".importance";
  private static final String ANCHOR = ".anchor";

  private final Map<String, INDArray> importances = new LinkedHashMap<>();
  private final Map<String, INDArray> anchors = new LinkedHashMap<>();

  boolean isEmpty() {
    return importances.isEmpty();
  }

  /** The memory in use; there is one for each parameter unless this is empty. */
  INDArray importance(Parameter parameter) {
    return present(importances, parameter);
  }

  /** The memory in use. */
  INDArray anchor(Parameter parameter) {
    return present(anchors, parameter);
  }

  private static INDArray present(Map<String, INDArray> arrays, Parameter parameter) {
    INDArray array = arrays.get(parameter.name());
    if (array == null) {
      throw new IllegalStateException("nothing is known of " + parameter.name());
    }
    return array;
  }

  /** Nothing matters yet, and the anchors are where the weights are now. */
  void start(Model model) {
    for (Parameter parameter : model.parameters()) {
      importances.put(parameter.name(), parameter.values().dup().assign(0));
      anchors.put(parameter.name(), parameter.values().dup());
    }
  }

  /**
   * A session is over: {@code Omega <- decay * Omega + gain * fresh}, and the anchor is where the
   * weights are now.
   *
   * @param fresh importances by the parameters' names
   */
  void renew(Model model, Map<String, INDArray> fresh, double decay, double gain) {
    add(model, fresh, decay, gain, false);
  }

  /** A session is over, its penalty is added to the earlier ones'. */
  void add(Model model, Map<String, INDArray> fresh) {
    add(model, fresh, 1, 1, true);
  }

  private void add(
      Model model, Map<String, INDArray> fresh, double decay, double gain, boolean keepsAnchors) {
    if (isEmpty()) {
      start(model);
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : model.parameters()) {
        Tensor more = Tensors.of(present(fresh, parameter)).mul(new Scalar(gain));
        Tensor importance = Tensors.of(importance(parameter));
        Tensor anchor = Tensors.of(anchor(parameter));
        Tensor values = Tensors.of(parameter.values());
        importance.mul_(new Scalar(decay)).add_(more);
        if (keepsAnchors) {
          // Where nothing matters there is no mean, and the anchor may be anywhere.
          Tensor share = torch.nan_to_num(more.div(importance));
          anchor.addcmul_(share, values.sub(anchor));
        } else {
          anchor.copy_(values);
        }
      }
    }
  }

  /** Adds the penalty's gradient to that of the parameters that the step trains. */
  void pull(Step step, double strength) {
    if (isEmpty() || strength == 0) {
      return;
    }
    Set<String> trained =
        step.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
    try (NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : step.phase().model().parameters()) {
        if (trained.contains(parameter.name())) {
          Tensor moved = Tensors.of(parameter.values()).sub(Tensors.of(anchor(parameter)));
          Tensors.of(parameter.gradient())
              .addcmul_(Tensors.of(importance(parameter)), moved, new Scalar(strength));
        }
      }
    }
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    importances.forEach(
        (name, array) -> all.add(new Kept(name + IMPORTANCE, array, Purpose.IMPORTANCE)));
    anchors.forEach((name, array) -> all.add(new Kept(name + ANCHOR, array, Purpose.IMPORTANCE)));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    importances.clear();
    anchors.clear();
    saved.forEach(
        (name, array) -> {
          if (name.endsWith(IMPORTANCE)) {
            importances.put(name.substring(0, name.length() - IMPORTANCE.length()), array.dup());
          } else if (name.endsWith(ANCHOR)) {
            anchors.put(name.substring(0, name.length() - ANCHOR.length()), array.dup());
          }
        });
  }
}
