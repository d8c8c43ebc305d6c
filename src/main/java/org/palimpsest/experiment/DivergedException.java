package org.palimpsest.experiment;

/** Training left the finite numbers: a configuration's fault, not the program's. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what is not finite, and where
   */
  public DivergedException(String what) {
    super(what + " is not finite: training diverged; lower the learning rate or clip gradients");
  }
}
