package org.palimpsest.method.continual;

import java.util.List;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.OptimizerSpec;

/** Reads an optimiser out of its section; asks only for what the chosen kind has. */
final class OptimizerReader {

  private OptimizerReader() {}

  static OptimizerSpec read(Section section) {
    double rate = section.real("learning-rate", 1e-12, 1e6);
    double decay = section.real("weight-decay", 0, 1e6);
    double clip = section.real("clip-norm", 0, 1e12);
    return new OptimizerSpec(rule(section), rate, decay, schedule(section), clip);
  }

  /** The same optimiser with another peak rate. */
  static OptimizerSpec withRate(OptimizerSpec spec, double rate) {
    return new OptimizerSpec(
        spec.rule(), rate, spec.weightDecay(), spec.schedule(), spec.clipNorm());
  }

  private static OptimizerSpec.Rule rule(Section section) {
    String type = section.oneOf("type", List.of("sgd", "adam", "adamw"));
    if (type.equals("sgd")) {
      idle(section, "type = sgd has none", "beta1", "beta2", "epsilon");
      return new OptimizerSpec.Sgd(section.real("momentum", 0, 1), section.flag("nesterov"));
    }
    idle(section, "type = " + type + " has none", "momentum", "nesterov");
    double beta1 = section.real("beta1", 0, 0.999999);
    double beta2 = section.real("beta2", 0, 0.999999);
    double epsilon = section.real("epsilon", 1e-30, 1);
    return type.equals("adam")
        ? new OptimizerSpec.Adam(beta1, beta2, epsilon)
        : new OptimizerSpec.AdamW(beta1, beta2, epsilon);
  }

  private static OptimizerSpec.Schedule schedule(Section section) {
    String name =
        section.oneOf(
            "schedule", List.of("constant", "linear", "cosine", "cosine-restarts", "step"));
    OptimizerSpec.Schedule schedule =
        switch (name) {
          case "step" ->
              new OptimizerSpec.Step(
                  section.reals("milestones", 0, 1), section.real("gamma", 1e-12, 1));
          case "cosine-restarts" ->
              new OptimizerSpec.CosineRestarts(
                  section.integer("cycles", 1, 40), section.real("floor", 0, 1));
          case "linear" -> new OptimizerSpec.Linear();
          case "cosine" -> new OptimizerSpec.Cosine();
          default -> new OptimizerSpec.Constant();
        };
    if (!name.equals("step")) {
      idle(section, "schedule = " + name + " has none", "milestones", "gamma");
    }
    if (!name.equals("cosine-restarts")) {
      idle(section, "schedule = " + name + " has none", "cycles", "floor");
    }
    double warmUp = section.real("warm-up", 0, 0.999);
    return warmUp == 0 ? schedule : new OptimizerSpec.WarmUp(warmUp, schedule);
  }

  private static void idle(Section section, String why, String... keys) {
    for (String key : keys) {
      section.idle(key, section.path() + "." + why);
    }
  }
}
