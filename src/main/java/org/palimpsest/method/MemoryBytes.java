package org.palimpsest.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/** What a learner keeps between sessions, in bytes. */
public final class MemoryBytes {

  private MemoryBytes() {}

  /** Bytes by purpose, 0 included; the moments of a stage under way are no part of it. */
  public static Map<String, Long> of(Keeps keeper) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Purpose purpose : Purpose.values()) {
      if (purpose != Purpose.MOMENTS) {
        bytes.put(purpose.text(), 0L);
      }
    }
    for (Kept kept : keeper.kept()) {
      bytes.computeIfPresent(kept.purpose().text(), (name, sum) -> sum + kept.bytes());
    }
    return Collections.unmodifiableMap(bytes);
  }
}
