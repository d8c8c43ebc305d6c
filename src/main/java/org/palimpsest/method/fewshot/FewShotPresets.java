package org.palimpsest.method.fewshot;

import java.util.List;
import org.palimpsest.method.Preset;

/** The few-shot methods by name; a new one is one file and one line here. */
public final class FewShotPresets {

  public static final List<Preset> ALL = List.of(PrototypicalPreset.METHOD);

  private FewShotPresets() {}

  /** The encoder of Vinyals et al. 2016, trained on episodes alone, without augmentation. */
  static String episodic(String head, String training) {
    return """
        learner { head = %s }
        network { decoder = none, encoder { drop-last-poolings = false, embedding = none } }
        training { base.epochs = 0, augmentation { crop-padding = 0, flip = false } }
        training.episodes { %s }
        """
        .formatted(head, training);
  }
}
