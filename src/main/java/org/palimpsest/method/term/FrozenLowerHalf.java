package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Network;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Later sessions train the upper half of the encoder only, {@link Architecture#lowerLayers}: the
 * lower half's weights and running statistics stay what session 0 made them.
 */
final class FrozenLowerHalf implements Term {

  static final String NAME = "frozen-lower-half";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "what is general is below: Yosinski et al., NeurIPS 2014; as the last of the terms",
          "",
          section -> new FrozenLowerHalf());

  private @Nullable Model model;

  /** Of the lower half as it was when the session began: parameters and running statistics. */
  private List<INDArray> before = List.of();

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public boolean freezesLowerHalf() {
    return true;
  }

  @Override
  public void attach(Model attached) {
    model = attached;
  }

  @Override
  public void begin(Phase phase) {
    before = copies();
  }

  /** What is restored is as it was when the session began: every step puts it back. */
  @Override
  public void restore(Map<String, INDArray> saved) {
    before = copies();
  }

  @Override
  public void gradients(Step step) {
    if (!step.phase().isFirst()) {
      lower(encoder().gradients(), layout().parameterCount()).ifPresent(own -> own.assign(0));
    }
  }

  @Override
  public void stepped(Step step) {
    if (!step.phase().isFirst()) {
      List<INDArray> now = lower();
      for (int i = 0; i < now.size(); i++) {
        now.get(i).assign(before.get(i));
      }
    }
  }

  private List<INDArray> copies() {
    return lower().stream().map(INDArray::dup).toList();
  }

  private List<INDArray> lower() {
    List<INDArray> all = new ArrayList<>();
    lower(encoder().parameters(), layout().parameterCount()).ifPresent(all::add);
    lower(encoder().statistics(), layout().statisticCount()).ifPresent(all::add);
    return all;
  }

  private Network encoder() {
    if (model == null) {
      throw new IllegalStateException("not attached");
    }
    return model.encoder();
  }

  private Layout layout() {
    return Layout.of(encoder().architecture().lower());
  }

  private static Optional<INDArray> lower(INDArray flat, long length) {
    return length == 0 ? Optional.empty() : Optional.of(flat.get(NDArrayIndex.interval(0, length)));
  }
}
