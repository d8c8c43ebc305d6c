package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.head.Head;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/** A model as it was at some time, to be asked while the model goes on. No gradient flows here. */
public final class Teacher implements Keeps {

  private final Model model;
  private @Nullable Earlier earlier;

  private record Earlier(Network encoder, Head head) {}

  /** None yet. */
  public Teacher(Model model) {
    this.model = model;
  }

  public boolean isPresent() {
    return earlier != null;
  }

  /** Becomes what the model is now. */
  public void renew() {
    forget();
    Map<String, INDArray> saved = new HashMap<>();
    model.head().kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));
    Head head = model.anotherHead();
    head.restore(saved);
    earlier = new Earlier(model.encoder().copy(), head);
  }

  /** Frees the earlier model. */
  public void forget() {
    if (earlier != null) {
      earlier.encoder.close();
    }
    earlier = null;
  }

  /** What the earlier encoder makes of the step's images. */
  public Outputs features(Step step) {
    return features(step, step.images());
  }

  /** What the earlier encoder makes of images, {@code [batch, channels, height, width]}. */
  public Outputs features(Step step, Tensor images) {
    return step.tape().infer(present().encoder, images);
  }

  /** What the earlier head made of the earlier features, {@code [batch, classes]}. */
  public Tensor logits(Step step) {
    return logits(step, features(step));
  }

  /** What the earlier head makes of features, {@code [batch, classes]}. */
  public Tensor logits(Step step, Outputs features) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      return present().head.logits(features, step.tape());
    }
  }

  private Earlier present() {
    if (earlier == null) {
      throw new IllegalStateException("there is no earlier model yet");
    }
    return earlier;
  }

  @Override
  public List<Kept> kept() {
    if (earlier == null) {
      return List.of();
    }
    List<Kept> all = new ArrayList<>();
    all.add(new Kept("encoder.parameters", earlier.encoder.parameters(), Purpose.TEACHER));
    all.add(new Kept("encoder.statistics", earlier.encoder.statistics(), Purpose.TEACHER));
    for (Kept kept : KeptArrays.under("head", earlier.head)) {
      all.add(new Kept(kept.name(), kept.array(), Purpose.TEACHER, kept.bytes()));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    forget();
    if (!saved.isEmpty()) {
      Network encoder = model.encoder().copy();
      KeptArrays.assign(encoder.parameters(), saved, "encoder.parameters");
      KeptArrays.assign(encoder.statistics(), saved, "encoder.statistics");
      Head head = model.anotherHead();
      head.restore(KeptArrays.under("head", saved));
      earlier = new Earlier(encoder, head);
    }
  }
}
