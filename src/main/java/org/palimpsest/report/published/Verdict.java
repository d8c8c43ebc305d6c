package org.palimpsest.report.published;

import java.util.Locale;

/** What is said of a published number. */
public enum Verdict {
  /** The difference is within both errors. */
  AGREES,
  /** It is not. */
  DIFFERS,
  /** There is one run only, hence no error of ours. */
  ONE_SEED,
  /** Nothing was run. */
  NOT_ATTEMPTED;

  /** For people. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
