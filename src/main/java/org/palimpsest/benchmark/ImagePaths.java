package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.DataException;

/** Finds images by paths that begin in another folder than ours do. */
final class ImagePaths {

  private final List<String> files;

  /** Images by their file's name. */
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /**
   * Of a set's images.
   *
   * @param files the path of each, parted by {@code /}
   */
  ImagePaths(List<String> files) {
    this.files = files;
    for (int i = 0; i < files.size(); i++) {
      byName.computeIfAbsent(name(files.get(i)), n -> new ArrayList<>()).add(i);
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The image whose path ends as this one does, by more folders than any other's.
   *
   * @param place where the path stands, for messages
   * @throws DataException if there is none, or several end alike
   */
  int image(String path, String place) {
    String wanted = path.replace('\\', '/');
    List<Integer> best = new ArrayList<>();
    int most = 0;
    for (int image : byName.getOrDefault(name(wanted), List.of())) {
      int common = common(wanted, files.get(image));
      if (common > most) {
        most = common;
        best.clear();
      }
      if (common == most) {
        best.add(image);
      }
    }
    if (best.isEmpty()) {
      throw new DataException(
          "%s: found \"%s\", expected the path of a training image, such as %s"
              .formatted(place, path, files.get(0)));
    }
    if (best.size() > 1) {
      throw new DataException(
          "%s: \"%s\" may be %s or %s; expected more of the path"
              .formatted(place, path, files.get(best.get(0)), files.get(best.get(1))));
    }
    return best.get(0);
  }

  /** How many names two paths have in common, from the end. */
  private static int common(String a, String b) {
    String[] left = a.split("/", -1);
    String[] right = b.split("/", -1);
    int common = 0;
    while (common < Math.min(left.length, right.length)
        && left[left.length - 1 - common].equals(right[right.length - 1 - common])) {
      common++;
    }
    return common;
  }
}
