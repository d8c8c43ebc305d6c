package org.palimpsest.mlflow;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Digests;

/**
 * Fits names and values into what MLflow takes. What fits is left as it is; what does not is
 * altered the same way every time, and two different names never become the same one, because an
 * altered name ends in a digest of the original.
 */
final class MlflowLimits {

  static final int PARAMETER_VALUE = 6000;
  static final int TAG_VALUE = 8000;
  static final int RUN_NAME = 250;
  static final int EXPERIMENT_NAME = 500;
  static final int DATASET_NAME = 500;
  static final int DATASET_DIGEST = 36;

  private static final int KEY = 250;
  private static final int DIGITS = 8;
  private static final String PUNCTUATION_OF_KEYS = "_-. :/";
  private static final String REFUSED_IN_PATHS = "#%\\:";

  private MlflowLimits() {}

  /**
   * A name for a parameter, a metric or a tag: at most 250 letters, digits, underscores, dashes,
   * periods, spaces, colons and slashes, which would also do as a relative path.
   */
  static String key(String original) {
    StringBuilder fitting = new StringBuilder();
    original.codePoints().map(c -> isOfKeys(c) ? c : '_').forEach(fitting::appendCodePoint);
    return marked(original, withoutEmptySegments(fitting.toString()), KEY);
  }

  private static boolean isOfKeys(int c) {
    // MLflow's pattern is Python's \w, which takes the letters and digits of every script.
    return Character.isLetter(c) || Character.isDigit(c) || PUNCTUATION_OF_KEYS.indexOf(c) >= 0;
  }

  /** A relative path under which the artifact proxy stores a file as it is named. */
  static String artifactPath(String original) {
    List<String> segments = new ArrayList<>();
    for (String segment : original.split("/", -1)) {
      StringBuilder fitting = new StringBuilder();
      segment
          .codePoints()
          .map(c -> Character.isISOControl(c) || REFUSED_IN_PATHS.indexOf(c) >= 0 ? '_' : c)
          .forEach(fitting::appendCodePoint);
      // The digest goes before the extension, which tells the viewer how to show the file.
      int dot = fitting.lastIndexOf(".");
      String extension = dot > 0 ? fitting.substring(dot) : "";
      boolean asItIs = fitting.toString().equals(segment);
      segments.add(
          asItIs
              ? segment
              : fitting.substring(0, fitting.length() - extension.length())
                  + "-"
                  + digest(segment)
                  + extension);
    }
    return String.join("/", segments);
  }

  /**
   * A value of at most {@code limit} characters that says, if it was cut, that it was and where the
   * whole is.
   */
  static String value(String original, int limit, String whereWhole) {
    String storable = storable(original);
    int length = storable.codePointCount(0, storable.length());
    if (length <= limit) {
      return storable;
    }
    String mark = " ... [cut: %d characters; whole in %s]".formatted(length, whereWhole);
    return start(storable, limit - mark.length()) + mark;
  }

  /** A name without limits on its characters, such as a run's or an experiment's. */
  static String name(String original, int limit) {
    return marked(original, storable(original), limit);
  }

  /** The first code points of a text, as Python counts its characters. */
  static String start(String text, int limit) {
    return text.codePointCount(0, text.length()) <= limit
        ? text
        : text.substring(0, text.offsetByCodePoints(0, limit));
  }

  /** Replaces what databases or UTF-8 cannot hold, NUL and halves of surrogate pairs. */
  private static String storable(String text) {
    StringBuilder storable = new StringBuilder();
    Redaction.of(text)
        .codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }

  private static String marked(String original, String fitting, int limit) {
    boolean fits = fitting.codePointCount(0, fitting.length()) <= limit;
    if (fits && fitting.equals(original)) {
      return original;
    }
    return start(fitting, limit - DIGITS - 1) + "-" + digest(original);
  }

  private static String withoutEmptySegments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      boolean loses = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      segments.add(loses ? "_" : segment);
    }
    return String.join("/", segments);
  }

  private static String digest(String original) {
    return Digests.of(original).substring(0, DIGITS);
  }
}
