package org.palimpsest.method.term;

import java.util.List;
import org.palimpsest.conf.Part;
import org.palimpsest.method.fit.Term;

/** The terms by name. A new one is one file and one line here. */
public final class Terms {

  public static final List<Part<Term>> ALL =
      List.of(
          Reconstruction.PART,
          FeatureDistillation.PART,
          Ewc.PART,
          OnlineEwc.PART,
          Si.PART,
          Mas.PART,
          L2Anchor.PART,
          Lwf.PART,
          CodeDistance.PART,
          WeightAligning.PART,
          BiasCorrection.PART,
          GradientProjection.PART,
          DarkReplay.PART,
          GenerativeReplay.PART,
          FeedbackReplay.PART,
          VirtualClasses.PART,
          OldAutoencoder.PART,
          FrozenLowerHalf.PART,
          CodeReplay.PART);

  private Terms() {}
}
