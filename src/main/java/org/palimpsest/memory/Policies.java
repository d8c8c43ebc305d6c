package org.palimpsest.memory;

import java.util.List;
import org.palimpsest.conf.Part;

/** The policies by name. */
public final class Policies {

  public static final List<Part<Policy>> ALL =
      List.of(
          Reservoir.PART, ClassBalanced.PART, GreedyBalanced.PART, Herding.PART, RandomChoice.PART);

  private Policies() {}
}
