package org.palimpsest.method.fit;

import java.util.Iterator;

/** Where batches come from, cut into blocks after each of which a run may be taken up again. */
public interface Source {

  /** 0 or more. */
  int blocks();

  /** Batches of a block, at least 1. */
  int steps(int block);

  /** Whether a pass over all images ends within a block; never where there are no passes. */
  default boolean endsPass(int block) {
    return false;
  }

  /** The batches of a block, the same at every call. */
  Iterator<Batch> block(int block);

  /** What the batches depend on besides data and seed; equal sources have equal texts. */
  String text();
}
