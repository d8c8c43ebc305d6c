package org.palimpsest.method.fit;

import java.util.Iterator;

/** Where batches come from, cut into blocks after each of which a run may be taken up again. */
public interface Source {

  /** 0 or more. */
  int blocks();

  /** Batches of a block, at least 1. */
  int steps(int block);

  /** The batches of a block, the same at every call. */
  Iterator<Batch> block(int block);

  /** What the batches depend on besides data and seed; equal sources have equal texts. */
  String text();
}
