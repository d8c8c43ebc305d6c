package org.palimpsest.method.fewshot;

import java.util.List;
import org.palimpsest.method.Preset;

/** The few-shot methods by name; a new one is one line here. */
public final class FewShotPresets {

  public static final List<Preset> ALL =
      List.of(
          EpisodicPresets.PROTOTYPICAL,
          EpisodicPresets.MATCHING,
          EpisodicPresets.RELATION,
          EpisodicPresets.RIDGE,
          EpisodicPresets.SIAMESE,
          EpisodicPresets.TRIPLET,
          EpisodicPresets.SEMI_SUPERVISED,
          EpisodicPresets.TASK_ADAPTIVE,
          PretrainedPresets.BASELINE,
          PretrainedPresets.BASELINE_PLUS_PLUS,
          PretrainedPresets.SIMPLE_SHOT,
          PretrainedPresets.BD_CSPN,
          PretrainedPresets.LAPLACIAN_SHOT);

  private FewShotPresets() {}
}
