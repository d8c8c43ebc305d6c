package org.palimpsest.head;

import java.util.List;
import org.palimpsest.conf.Part;

/** The heads by name. */
public final class Heads {

  public static final List<Part<HeadMaker>> ALL =
      List.of(
          RowHead.LINEAR,
          RowHead.COSINE,
          MeanHead.PROTOTYPE,
          NearestMeanHead.PART,
          TaskAdaptiveHead.PART);

  private Heads() {}
}
