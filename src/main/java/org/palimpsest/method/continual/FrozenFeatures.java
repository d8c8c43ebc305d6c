package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/**
 * Methods that train the encoder in the base session and only gather statistics of its features
 * afterwards.
 */
final class FrozenFeatures {

  static final Preset NCM =
      preset("ncm", "class means: Mensink et al., TPAMI 2013; Hayes and Kanan, CVPRW 2020");

  static final Preset SLDA =
      preset("slda", "Hayes and Kanan, CVPRW 2020, section 3, with the exact covariance");

  static final Preset RANPAC =
      preset("ranpac", "McDonnell et al., NeurIPS 2023, with 2000 random features, not 10000");

  static final Preset FECAM =
      preset("fecam", "Goswami et al., NeurIPS 2023, section 4, a covariance a class");

  private FrozenFeatures() {}

  private static Preset preset(String head, String source) {
    return new Preset(
        head,
        source,
        """
        learner { head = %s }
        network.decoder = none
        training.novel.epochs = 0
        """
            .formatted(head));
  }
}
