package org.palimpsest.method.continual;

import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.method.Preset;
import org.palimpsest.method.fewshot.FewShotPresets;

/** The methods by name; a new one is one file and one line here. */
public final class Presets {

  /** No published method: whatever parts a file names. */
  private static final Preset COMPOSED =
      new Preset("composed", "the parts that learner.head, terms and memory name", "");

  public static final List<Preset> ALL =
      Stream.concat(continual().stream(), FewShotPresets.ALL.stream()).toList();

  private Presets() {}

  private static List<Preset> continual() {
    return List.of(
        COMPOSED,
        Bounds.FINETUNE,
        Bounds.JOINT,
        Bounds.JOINT_BALANCED,
        ReconstructionPreset.METHOD,
        WeightPenalties.EWC,
        WeightPenalties.ONLINE_EWC,
        WeightPenalties.SI,
        WeightPenalties.MAS,
        WeightPenalties.L2,
        Distillations.LWF,
        Distillations.LUCIR,
        Distillations.EBLL,
        Corrections.WA,
        Corrections.BIC,
        ExperienceReplay.RESERVOIR,
        ExperienceReplay.BALANCED,
        ExperienceReplay.ASYMMETRIC,
        AveragedGem.METHOD,
        GDumb.METHOD,
        DarkExperienceReplay.LOGITS,
        DarkExperienceReplay.LOGITS_AND_LABELS,
        Icarl.METHOD,
        FewShotIncremental.DECOUPLED_COSINE,
        FewShotIncremental.TEEN,
        FewShotIncremental.FACT,
        FewShotIncremental.CEC,
        FewShotIncremental.SAVC,
        FrozenFeatures.NCM,
        FrozenFeatures.SLDA,
        FrozenFeatures.RANPAC,
        FrozenFeatures.FECAM,
        GenerativeReplay.CLASSIFIER,
        GenerativeReplay.HARD,
        GenerativeReplay.SOFT,
        GenerativeReplay.BRAIN_INSPIRED);
  }
}
