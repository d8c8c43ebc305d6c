package org.palimpsest.tensor;

import java.util.Locale;

/** What a kept array is for; a method's budget in bytes is told by these. */
public enum Purpose {
  /** Weights and running statistics of the encoder. */
  PARAMETERS,
  /** Of the decoder, or of any other network that gives back images or features. */
  DECODER,
  /** What turns features into class scores. */
  HEAD,
  /** An earlier model that is asked again. */
  TEACHER,
  /** How much weights matter, and where they were. */
  IMPORTANCE,
  /** Averages, covariances and codes of features. */
  FEATURES,
  /** Images of earlier sessions, with all that is stored beside each. */
  EXEMPLARS,
  /** Of an optimiser; gone when its stage ends. */
  MOMENTS;

  /** In result files: {@code parameters}, {@code exemplars} and so on. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
