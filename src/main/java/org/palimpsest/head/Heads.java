package org.palimpsest.head;

import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.conf.Part;
import org.palimpsest.head.fewshot.BdCspn;
import org.palimpsest.head.fewshot.FewShotMethod;
import org.palimpsest.head.fewshot.FewShotMethods;
import org.palimpsest.head.fewshot.FineTuned;
import org.palimpsest.head.fewshot.GraphAttention;
import org.palimpsest.head.fewshot.LaplacianShot;
import org.palimpsest.head.fewshot.Matching;
import org.palimpsest.head.fewshot.Prototypical;
import org.palimpsest.head.fewshot.Relation;
import org.palimpsest.head.fewshot.Ridge;
import org.palimpsest.head.fewshot.SemiSupervised;
import org.palimpsest.head.fewshot.Siamese;
import org.palimpsest.head.fewshot.SimpleShot;
import org.palimpsest.head.fewshot.Triplet;
import org.palimpsest.head.generative.DenseHead;
import org.palimpsest.head.generative.GenerativeClassifier;

/** The heads by name. */
public final class Heads {

  public static final List<Part<HeadMaker>> ALL =
      Stream.concat(own().stream(), FewShotMethods.ALL.stream().map(FewShotMethod::head)).toList();

  private Heads() {}

  private static List<Part<HeadMaker>> own() {
    return List.of(
        RowHead.LINEAR,
        RowHead.COSINE,
        MeanHead.PROTOTYPE,
        VirtualPrototypes.PART,
        Subspaces.PART,
        NearestMeanHead.PART,
        TaskAdaptiveHead.PART,
        NearestMean.PART,
        StreamingDiscriminant.PART,
        RandomProjection.PART,
        ClassCovariances.PART,
        DenseHead.PART,
        GenerativeClassifier.PART,
        Prototypical.PART,
        Matching.PART,
        Relation.PART,
        FineTuned.BASELINE,
        FineTuned.BASELINE_PLUS_PLUS,
        Ridge.PART,
        SimpleShot.PART,
        Siamese.PART,
        Triplet.PART,
        SemiSupervised.PART,
        BdCspn.PART,
        LaplacianShot.PART,
        GraphAttention.PART);
  }
}
