package org.palimpsest.sweep;

import java.util.List;

/** Slurm is not there, or refuses; the message says what it said. */
public final class SlurmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SlurmException(List<String> command, String why) {
    super("Slurm: %s: %s".formatted(String.join(" ", command), why));
  }
}
