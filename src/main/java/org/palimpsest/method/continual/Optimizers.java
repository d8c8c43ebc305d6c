package org.palimpsest.method.continual;

import java.util.List;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.OptimizerSpec;

/** Reads an optimiser out of its section. */
final class Optimizers {

  private Optimizers() {}

  static OptimizerSpec read(Section section) {
    double rate = section.real("learning-rate", 1e-12, 1e6);
    double decay = section.real("weight-decay", 0, 1e6);
    double clip = section.real("clip-norm", 0, 1e12);
    return new OptimizerSpec(rule(section), rate, decay, schedule(section), clip);
  }

  private static OptimizerSpec.Rule rule(Section section) {
    double momentum = section.real("momentum", 0, 1);
    boolean nesterov = section.flag("nesterov");
    double beta1 = section.real("beta1", 0, 0.999999);
    double beta2 = section.real("beta2", 0, 0.999999);
    double epsilon = section.real("epsilon", 1e-30, 1);
    return switch (section.oneOf("type", List.of("sgd", "adam", "adamw"))) {
      case "adam" -> new OptimizerSpec.Adam(beta1, beta2, epsilon);
      case "adamw" -> new OptimizerSpec.AdamW(beta1, beta2, epsilon);
      default -> new OptimizerSpec.Sgd(momentum, nesterov);
    };
  }

  private static OptimizerSpec.Schedule schedule(Section section) {
    double warmUp = section.real("warm-up", 0, 0.999);
    List<Double> milestones = section.reals("milestones", 0, 1);
    double gamma = section.real("gamma", 1e-12, 1);
    OptimizerSpec.Schedule schedule =
        switch (section.oneOf("schedule", List.of("constant", "cosine", "step"))) {
          case "cosine" -> new OptimizerSpec.Cosine();
          case "step" -> new OptimizerSpec.Step(milestones, gamma);
          default -> new OptimizerSpec.Constant();
        };
    return warmUp == 0 ? schedule : new OptimizerSpec.WarmUp(warmUp, schedule);
  }
}
