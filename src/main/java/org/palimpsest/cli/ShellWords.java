package org.palimpsest.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes words so that a shell reads them back as they are. */
final class ShellWords {

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private ShellWords() {}

  static String joined(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
