package org.palimpsest.method.fewshot;

import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.head.fewshot.FewShotMethod;
import org.palimpsest.head.fewshot.FewShotMethods;
import org.palimpsest.method.Preset;

/** The few-shot methods by name; those of one file are in {@link FewShotMethods}. */
public final class FewShotPresets {

  public static final List<Preset> ALL =
      Stream.concat(own().stream(), FewShotMethods.ALL.stream().map(FewShotPresets::preset))
          .toList();

  private FewShotPresets() {}

  private static Preset preset(FewShotMethod method) {
    return new Preset(method.head().name(), method.source(), method.values());
  }

  private static List<Preset> own() {
    return List.of(
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
  }
}
