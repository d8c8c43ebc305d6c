package org.palimpsest.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TorchEngine;

/** The engines there are, by their names in configurations. */
public final class Engines {

  /** Each is made for a number of threads; the default one first. */
  private static final Map<String, IntFunction<Engine>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("torch", TorchEngine::new);
    BY_NAME.put("dl4j", Dl4jEngine::new);
  }

  private Engines() {}

  /** What {@code engine.name} may be. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The engine of an experiment.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Engine of(EngineSpec spec) {
    IntFunction<Engine> engine = BY_NAME.get(spec.name());
    if (engine == null) {
      throw new IllegalArgumentException(
          "no engine %s; there are %s".formatted(spec.name(), names()));
    }
    return engine.apply(spec.threads());
  }
}
