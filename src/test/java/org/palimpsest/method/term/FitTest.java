package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.Parameter;
import org.palimpsest.method.Progress;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.Fit;
import org.palimpsest.method.fit.FitSpec;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.NamedTerm;
import org.palimpsest.method.fit.Objective;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Training;
import org.palimpsest.tensor.Keeps;

class FitTest {

  private static final OptimizerSpec SGD =
      new OptimizerSpec(new OptimizerSpec.Sgd(0, false), 0.1, 0, new OptimizerSpec.Constant(), 0);
  private static final FitSpec SPEC =
      new FitSpec("base", SGD, SGD, Augmentation.NONE, Mode.TRAINING, true, true, false);
  private static final Epochs.Plan ONCE =
      new Epochs.Plan(1, OptionalInt.empty(), 4, false, OptionalInt.empty(), 0);

  /** Trains the rows of some classes. */
  private record Rows(ClassSet classes) implements Fit.Trained {
    @Override
    public void begin(Phase phase) {
      // The head knows its classes already.
    }

    @Override
    public List<Parameter> parameters(Phase phase) {
      return phase.model().head().parameters(classes);
    }

    @Override
    public Keeps changed(Phase phase) {
      return phase.model().head().trained();
    }

    @Override
    public String text(Phase phase) {
      return classes.toString();
    }
  }

  private static Model model() {
    Samples samples = Tiny.images(16, 3, 4);
    return Tiny.model(
        Tiny.dense(3, 4), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 2));
  }

  private static INDArray afterASession(Model model) {
    Phase phase = Tiny.phase(model, 1, Softmax.ALL);
    Objective objective = new Objective(Softmax.ALL, Objective.Weighting.POOLED);
    new Fit(
            SPEC,
            phase,
            new Rows(ClassSet.range(2, 4)),
            List.of(new NamedTerm("classification", "", objective)),
            new Epochs(ONCE, phase.session().train(), phase, SPEC),
            new Training(),
            false)
        .run(0, Progress.SILENT);
    return Tiny.rows(model).values();
  }

  /**
   * A softmax over all classes leaves gradients with rows that the session before did not train.
   */
  @Test
  void noGradientIsLeftOverFromAnEarlierStage() {
    INDArray expected = afterASession(model());
    Model disturbed = model();
    disturbed.parameters().forEach(parameter -> parameter.gradient().assign(5));
    assertThat(afterASession(disturbed)).isEqualTo(expected);
  }
}
