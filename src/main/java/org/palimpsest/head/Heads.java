package org.palimpsest.head;

import java.util.List;
import org.palimpsest.conf.Part;
import org.palimpsest.head.fewshot.Prototypical;
import org.palimpsest.head.generative.DenseHead;
import org.palimpsest.head.generative.GenerativeClassifier;

/** The heads by name. */
public final class Heads {

  public static final List<Part<HeadMaker>> ALL =
      List.of(
          RowHead.LINEAR,
          RowHead.COSINE,
          MeanHead.PROTOTYPE,
          NearestMeanHead.PART,
          TaskAdaptiveHead.PART,
          NearestMean.PART,
          StreamingDiscriminant.PART,
          RandomProjection.PART,
          ClassCovariances.PART,
          DenseHead.PART,
          GenerativeClassifier.PART,
          Prototypical.PART);

  private Heads() {}
}
