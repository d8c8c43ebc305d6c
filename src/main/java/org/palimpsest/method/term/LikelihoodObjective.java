package org.palimpsest.method.term;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.conf.Part;
import org.palimpsest.head.Likelihood;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/** Each class's generative model learns its class's images, which it tells apart from nothing. */
record LikelihoodObjective() implements Term {

  static final Part<Term> PART =
      new Part<>(
          "likelihood",
          "the loss of the head's generative models, learner.head = generative-classifier",
          "",
          section -> new LikelihoodObjective());

  @Override
  public Set<Need> needs() {
    return Set.of(Need.GENERATIVE_HEAD);
  }

  @Override
  public boolean isAnswering() {
    return false;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Likelihood models = step.phase().model().head().likelihood().orElseThrow();
    int[] classes = step.batch().samples().classes();
    return Optional.of(
        models.loss(step.features(), classes, step.tape(), step.random("likelihood")));
  }
}
