package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Synaptic intelligence: a weight matters by how much the loss fell along its path, {@code w <- w -
 * g (theta' - theta)} at every step, {@code Omega <- Omega + w / (Delta^2 + xi)} at a session's
 * end, Delta being how far it got. The penalty is {@code strength * sum Omega (theta - anchor)^2}.
 */
final class Si implements Term {

  static final Part<Term> PART =
      new Part<>(
          "si",
          "Zenke et al., ICML 2017, equations 3 to 5",
          """
          # c, no half before it; 0 or more. van de Ven et al. 2022, split MNIST: 10 with tasks told,
          # 5e4 for domains, 5e3 for classes.
          strength = 1.0

          xi = 0.1          # damping, above 0; 0.1 in van de Ven et al. and FACIL, 1 in Mammoth

          # Whose gradient the path is measured with: task (the terms before this one: paper, FACIL,
          # Mammoth) or total (with this penalty: van de Ven et al.).
          gradient = task
          """,
          section ->
              new Si(
                  section.real("strength", 0, 1e15),
                  section.real("xi", 1e-30, 1e30),
                  section.word("gradient", Gradient.class)));

  private static final String PATH = "path";

  private final double strength;
  private final double xi;
  private final Gradient gradient;
  private final Anchors anchors = new Anchors();
  private final Map<String, INDArray> paths = new LinkedHashMap<>();

  /** Before the step that is being taken, by the parameters' names; values, then gradient. */
  private final Map<String, INDArray> before = new LinkedHashMap<>();

  /** Of which loss. */
  enum Gradient {
    TASK,
    TOTAL
  }

  Si(double strength, double xi, Gradient gradient) {
    this.strength = strength;
    this.xi = xi;
    this.gradient = gradient;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public void begin(Phase phase) {
    if (anchors.isEmpty()) {
      anchors.start(phase.model());
    }
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : phase.model().parameters()) {
        paths.put(parameter.name(), parameter.values().dup().assign(0));
        // Rows of new classes may have been set since; nothing pulls them yet.
        Tensor free = Tensors.of(anchors.importance(parameter)).eq(new Scalar(0.0));
        Tensor anchor = Tensors.of(anchors.anchor(parameter));
        anchor.copy_(torch.where(free, Tensors.of(parameter.values()), anchor));
      }
    }
  }

  @Override
  public void gradients(Step step) {
    if (gradient == Gradient.TASK) {
      remember(step);
    }
    anchors.pull(step, 2 * strength);
    if (gradient == Gradient.TOTAL) {
      remember(step);
    }
  }

  private void remember(Step step) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : step.phase().model().parameters()) {
        copy(parameter.name() + ".values", parameter.values());
        copy(parameter.name() + ".gradient", parameter.gradient());
      }
    }
  }

  private void copy(String name, INDArray from) {
    Tensors.of(before.computeIfAbsent(name, any -> from.dup())).copy_(Tensors.of(from));
  }

  @Override
  public void stepped(Step step) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : step.phase().model().parameters()) {
        Tensor values = of(before, parameter.name() + ".values");
        Tensor gradients = of(before, parameter.name() + ".gradient");
        Tensor back = values.sub_(Tensors.of(parameter.values()));
        of(paths, parameter.name()).addcmul_(gradients, back);
      }
    }
  }

  private static Tensor of(Map<String, INDArray> arrays, String name) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException("nothing is known of " + name);
    }
    return Tensors.of(array);
  }

  @Override
  public void end(Phase phase) {
    if (!paths.isEmpty()) {
      anchors.renew(phase.model(), importance(phase), 1, 1);
    }
    paths.clear();
    before.clear();
  }

  private Map<String, INDArray> importance(Phase phase) {
    Map<String, INDArray> fresh = new LinkedHashMap<>();
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      for (Parameter parameter : phase.model().parameters()) {
        Tensor moved = Tensors.of(parameter.values()).sub(Tensors.of(anchors.anchor(parameter)));
        Tensor damped = moved.square_().add_(new Scalar(xi));
        fresh.put(parameter.name(), Tensors.copy(of(paths, parameter.name()).div(damped)));
      }
    }
    return fresh;
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(KeptArrays.under("anchors", anchors));
    paths.forEach((name, array) -> all.add(new Kept(PATH + "." + name, array, Purpose.IMPORTANCE)));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    anchors.restore(KeptArrays.under("anchors", saved));
    paths.clear();
    KeptArrays.under(PATH, saved).forEach((name, array) -> paths.put(name, array.dup()));
  }
}
