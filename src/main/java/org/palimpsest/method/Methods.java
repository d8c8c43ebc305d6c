package org.palimpsest.method;

import java.util.List;
import org.palimpsest.method.continual.Reconstruction;

/** The methods there are. A new one is one file and one line here. */
public final class Methods {

  public static final List<MethodEntry> ALL = List.of(Reconstruction.ENTRY);

  private Methods() {}

  /** Names of all methods. */
  public static List<String> names() {
    return ALL.stream().map(MethodEntry::name).toList();
  }

  /**
   * The method of this name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static MethodEntry named(String name) {
    return ALL.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no method %s; there are %s".formatted(name, names())));
  }
}
