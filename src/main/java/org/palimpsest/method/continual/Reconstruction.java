package org.palimpsest.method.continual;

import org.palimpsest.method.MethodEntry;

/**
 * The main method: a classifier and a decoder share an encoder, so that the reconstruction keeps
 * what classification alone throws away; then a task-adaptive metric is learned on episodes; novel
 * classes join as support features.
 */
public final class Reconstruction {

  public static final MethodEntry ENTRY =
      new MethodEntry(
          "reconstruction",
          "classification + reconstruction, then a task-adaptive metric; novel classes join as"
              + " support features",
          root -> {
            ReconstructionSettings settings = ReconstructionReader.read(root);
            return context -> new ReconstructionLearner(settings, context);
          });

  private Reconstruction() {}
}
