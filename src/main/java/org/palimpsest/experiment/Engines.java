package org.palimpsest.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TorchEngine;

/** The engines there are, by their names in configurations. */
public final class Engines {

  /** The default one first. */
  private static final Map<String, Function<EngineSpec, Engine>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("torch", spec -> TorchEngine.on(spec.device(), spec.threads()));
    BY_NAME.put("dl4j", spec -> new Dl4jEngine(spec.threads()));
  }

  /** The one engine that can compute on a GPU. */
  static final String ON_GPU = "torch";

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
    Function<EngineSpec, Engine> engine = BY_NAME.get(spec.name());
    if (engine == null) {
      throw new IllegalArgumentException(
          "no engine %s; there are %s".formatted(spec.name(), names()));
    }
    return engine.apply(spec);
  }
}
