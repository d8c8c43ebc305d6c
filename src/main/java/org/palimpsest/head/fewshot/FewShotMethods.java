package org.palimpsest.head.fewshot;

import java.util.List;

/** Few-shot methods whose file holds all there is of them; a new one is one line here. */
public final class FewShotMethods {

  public static final List<FewShotMethod> ALL =
      List.of(
          Maml.SECOND_ORDER,
          Maml.FIRST_ORDER,
          Maml.HEAD_ONLY,
          Reptile.METHOD,
          MemoryAugmented.METHOD,
          LabelMatrix.METHOD,
          ZeroShot.PROTOTYPICAL,
          ZeroShot.RELATION,
          MetaLstm.METHOD,
          MetaGan.METHOD,
          Hallucination.METHOD);

  private FewShotMethods() {}
}
