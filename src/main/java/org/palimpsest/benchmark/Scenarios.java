package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.Part;

/** The scenarios by name. */
public final class Scenarios {

  /** Those in which a session may be gone through as often as wanted. */
  static final List<Part<ScenarioMaker>> OFFLINE =
      List.of(NewClasses.CLASS, NewClasses.TASK, NewDomains.PART, Blurred.PART);

  public static final List<Part<ScenarioMaker>> ALL = all();

  private Scenarios() {}

  private static List<Part<ScenarioMaker>> all() {
    List<Part<ScenarioMaker>> all = new ArrayList<>(OFFLINE);
    all.add(Online.PART);
    all.add(Episodic.PART);
    return List.copyOf(all);
  }
}
