package org.palimpsest.method.continual;

import java.util.Iterator;
import java.util.function.Supplier;
import org.palimpsest.data.Samples;
import org.palimpsest.method.fit.Batch;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Source;

/**
 * Passes over what a session is trained on. That may hold stored images, which are not known before
 * the stage begins.
 */
record SessionSource(Settings.Training training, Phase phase, Supplier<Samples> samples)
    implements Source {

  private Epochs epochs() {
    return new Epochs(training.plan(), samples.get(), phase, training.spec());
  }

  @Override
  public int blocks() {
    return epochs().blocks();
  }

  @Override
  public int steps(int block) {
    return epochs().steps(block);
  }

  @Override
  public boolean endsPass(int block) {
    return epochs().endsPass(block);
  }

  @Override
  public Iterator<Batch> block(int block) {
    return epochs().block(block);
  }

  @Override
  public String text() {
    return training.plan().toString();
  }
}
