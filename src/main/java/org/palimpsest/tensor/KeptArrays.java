package org.palimpsest.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Helps owners of several keepers to put their lists together and to take them apart again. */
public final class KeptArrays {

  private KeptArrays() {}

  /** A keeper's list with {@code prefix.} before each name. */
  public static List<Kept> under(String prefix, Keeps keeper) {
    List<Kept> all = new ArrayList<>();
    keeper.kept().forEach(kept -> all.add(kept.named(prefix + "." + kept.name())));
    return all;
  }

  /** What {@link #under} put under a prefix, by the names without it. */
  public static Map<String, INDArray> under(String prefix, Map<String, INDArray> saved) {
    Map<String, INDArray> own = new LinkedHashMap<>();
    saved.forEach(
        (name, array) -> {
          if (name.startsWith(prefix + ".")) {
            own.put(name.substring(prefix.length() + 1), array);
          }
        });
    return own;
  }

  /**
   * Copies a saved array over the one in use.
   *
   * @throws IllegalArgumentException if it is missing or of another size
   */
  public static void assign(INDArray target, Map<String, INDArray> saved, String name) {
    INDArray found = saved.get(name);
    if (found == null || found.length() != target.length()) {
      throw new IllegalArgumentException(
          "the saved state has %s values of %s, expected %s"
              .formatted(
                  found == null ? "no" : found.length(), name, Arrays.toString(target.shape())));
    }
    target.assign(found.reshape(target.shape()));
  }
}
