package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;

/**
 * Transductive: queries are shifted onto the support, class means are taken over support and
 * pseudo-labelled queries weighed by {@code softmax(10 cos)}, and the cosine with these decides
 * (Liu, Song and Qin, "Prototype Rectification for Few-Shot Learning", ECCV 2020, equations 3 to
 * 7).
 */
public final class BdCspn extends Transductive {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "bd-cspn",
          "transductive; Liu et al., ECCV 2020, equations 3 to 7",
          """
          # What is done to features, as in learner.simple-shot.transform: cl2n, l2n or un.
          transform = cl2n
          scale = 10.0   # epsilon, factor on the cosines in the weights, above 0 to 1000
          """,
          BdCspn::read);

  private final double scale;

  BdCspn(SimpleShot features, double scale) {
    super(features);
    this.scale = scale;
  }

  private static HeadMaker read(Section section) {
    double scale = section.real("scale", 1e-3, 1000);
    return maker(section, features -> new BdCspn(features, scale));
  }

  @Override
  Tensor logits(EpisodeShape shape, Tensor support, Tensor queries) {
    Tensor moved = shifted(support, queries);
    Tensor means = rectified(shape, support, moved, scale);
    return Distances.cosines(moved, means).mul(new Scalar(scale));
  }
}
