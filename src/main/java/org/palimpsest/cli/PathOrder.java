package org.palimpsest.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders folders as a person does, name by name: {@code seed-2} before {@code seed-10}, {@code
 * weight=0} before {@code weight=0.1}, and {@code 0.25} before {@code 0.5}.
 */
final class PathOrder implements Comparator<Path> {

  static final PathOrder INSTANCE = new PathOrder();

  /** A number, or what is none. */
  private static final Pattern PARTS = Pattern.compile("\\d+(\\.\\d+)?|\\D+");

  private PathOrder() {}

  @Override
  public int compare(Path a, Path b) {
    for (int i = 0; i < Math.min(a.getNameCount(), b.getNameCount()); i++) {
      int order = names(parts(a.getName(i).toString()), parts(b.getName(i).toString()));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(a.getNameCount(), b.getNameCount());
    return order != 0 ? order : a.compareTo(b); // equal but for zeros
  }

  private static int names(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order =
          isNumber(a.get(i)) && isNumber(b.get(i))
              ? new BigDecimal(a.get(i)).compareTo(new BigDecimal(b.get(i)))
              : a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PARTS.matcher(name);
    while (matcher.find()) {
      parts.add(matcher.group());
    }
    return parts;
  }
}
