package org.palimpsest.tensor;

/** What of the length of embeddings counts where they are averaged and compared. */
public enum Lengths {
  /**
   * Nothing: each is brought to length 1, and their mean, too (van de Ven; iCaRL's class means).
   */
  NORMALISED,
  /** Each is brought to length 1; their mean stays as it is, shorter than 1 (PyCIL's herding). */
  MEAN_AS_IS,
  /** Everything: they are taken as they are. */
  RAW
}
