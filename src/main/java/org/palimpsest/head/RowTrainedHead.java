package org.palimpsest.head;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.tensor.Keeps;

/** A head whose rows train the encoder and answer nothing; what answers is the subclass's own. */
abstract class RowTrainedHead implements Head {

  final TrainingRows rows;

  RowTrainedHead(Rows rows) {
    this.rows = new TrainingRows(rows);
  }

  @Override
  public final List<Parameter> parameters() {
    return List.of(rows.get().parameter());
  }

  @Override
  public final List<Parameter> parameters(ClassSet classes) {
    return List.of(rows.get().parameter(classes));
  }

  @Override
  public final Keeps trained() {
    return rows;
  }

  @Override
  public final String classifier() {
    return rows.get().classifier().toString();
  }

  @Override
  public final Tensor logits(Outputs features, Tape tape) {
    return rows.get().logits(features, tape);
  }
}
