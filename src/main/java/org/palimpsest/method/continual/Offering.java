package org.palimpsest.method.continual;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.fit.NamedTerm;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/** Shows every new image to an online memory, when it has been learnt from for the first time. */
record Offering(List<NamedTerm> terms) implements Term {

  @Override
  public void stepped(Step step) {
    if (step.batch().pass() > 0) {
      return;
    }
    ExemplarMemory memory = step.phase().memory().orElseThrow();
    int fresh = step.batch().fresh();
    int[] positions = new int[fresh];
    for (int i = 0; i < fresh; i++) {
      positions[i] = i;
    }
    int classes = step.phase().model().context().totalClasses();
    boolean stores =
        terms.stream().anyMatch(named -> named.term().floatsBesideExemplar(classes) > 0);
    INDArray beside =
        stores
            ? Tensors.copy(step.logits().narrow(0, 0, fresh).detach())
            : Nd4j.empty(DataType.FLOAT);
    memory.offer(step.batch().samples().at(positions), beside, step.random("memory"));
  }
}
