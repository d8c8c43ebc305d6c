package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells how much a configuration would be once its {@code ${...}} are replaced, before they are: a
 * value that names another one twice, which names another one twice, fills any memory.
 */
final class Growth {

  private static final long MOST = 4_000_000;
  private static final int DEEPEST = 64;

  /** What is written at a path, in the order of rising priority. */
  private static final class Node {
    final Map<String, Node> children = new LinkedHashMap<>();
    final List<Definition> definitions = new ArrayList<>();
    long size = -1;
    boolean open;
  }

  private record Definition(long characters, List<String> references) {}

  /** Thrown within this class alone. */
  private static final class TooDeepException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String text;
  private final Node root = new Node();
  private int at;

  private Growth(String text) {
    this.text = text;
  }

  /**
   * What is wrong with a configuration that nothing was replaced in yet.
   *
   * @param file where it is told if no line is known
   */
  static Optional<Problem> problem(Config unresolved, Place file) {
    String text = unresolved.root().render(ConfigRenderOptions.concise());
    if (!text.contains("${")) {
      return Optional.empty();
    }
    Growth growth = new Growth(text);
    growth.value(growth.root);
    for (Map.Entry<String, Node> key : growth.root.children.entrySet()) {
      Place place =
          Optional.ofNullable(unresolved.root().get(key.getKey()))
              .flatMap(Origins::of)
              .orElse(file);
      String path = Reading.path("", key.getKey());
      try {
        if (growth.size(key.getValue(), 0) > MOST) {
          return Optional.of(
              new Problem(
                  place,
                  "%s: ${...} would make more than %d characters of it".formatted(path, MOST)));
        }
      } catch (TooDeepException e) {
        return Optional.of(
            new Problem(
                place,
                "%s: ${...} refer to each other more than %d deep".formatted(path, DEEPEST)));
      }
    }
    return Optional.empty();
  }

  // -- how large --

  private long size(Node node, int depth) throws TooDeepException {
    if (node.size >= 0) {
      return node.size;
    }
    if (node.open) {
      return 0; // a circle, which the library finds by itself
    }
    if (depth > DEEPEST) {
      throw new TooDeepException();
    }
    node.open = true;
    long below = 0;
    for (Node child : node.children.values()) {
      below = sum(below, size(child, depth + 1));
    }
    long own = 0;
    for (Definition definition : node.definitions) {
      long now = definition.characters;
      boolean goesOn = false; // a = ${a} [1] goes on from what was there, and does not add to it
      for (String reference : definition.references) {
        Node target = target(reference);
        if (target == node) {
          goesOn = true;
          now = sum(now, own);
        } else if (target != null) {
          now = sum(now, size(target, depth + 1));
        } else {
          now = sum(now, fromEnvironment(reference));
        }
      }
      own = goesOn ? now : sum(own, now);
    }
    node.open = false;
    node.size = sum(below, own);
    return node.size;
  }

  private static long sum(long a, long b) {
    return Math.min(a + b, 2 * MOST);
  }

  private static long fromEnvironment(String path) {
    String value = System.getenv(path);
    return value == null ? 0 : value.length();
  }

  /** The node that a path names, or the deepest on its way that has a value of its own. */
  private @Nullable Node target(String path) {
    Node node = root;
    for (String name : elements(path)) {
      Node child = node.children.get(name);
      if (child == null) {
        return node.definitions.isEmpty() ? null : node;
      }
      node = child;
    }
    return node;
  }

  private static Collection<String> elements(String path) {
    try {
      return ConfigUtil.splitPath(path);
    } catch (ConfigException e) {
      return List.of(path); // the library says what is wrong with it
    }
  }

  // -- what is written: the library's own rendering, which is JSON but for ${...} --

  private void value(Node node) {
    if (text.charAt(at) == '{' && isWholeObject()) {
      object(node);
      return;
    }
    List<String> references = new ArrayList<>();
    int start = at;
    skip(references, ",}");
    node.definitions.add(new Definition(at - start, references));
  }

  private void object(Node node) {
    at++;
    while (text.charAt(at) != '}') {
      if (text.charAt(at) == ',') {
        at++;
        continue;
      }
      int start = at;
      quoted();
      String key = ConfigUtil.splitPath(text.substring(start, at)).get(0);
      at++; // the colon
      value(node.children.computeIfAbsent(key, k -> new Node()));
    }
    at++;
  }

  /** Whether the object here is the whole value and not a piece of what is put together. */
  private boolean isWholeObject() {
    int start = at;
    at++;
    skip(new ArrayList<>(), "}");
    at++;
    boolean whole = at == text.length() || ",}]".indexOf(text.charAt(at)) >= 0;
    at = start;
    return whole;
  }

  /** Goes to the first of these characters that is at the level of the start. */
  private void skip(List<String> references, String ends) {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (depth == 0 && ends.indexOf(c) >= 0) {
        return;
      }
      if (c == '"') {
        quoted();
      } else if (text.startsWith("${", at)) {
        references.add(reference());
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        at++;
      }
    }
  }

  private String reference() {
    int start = at + (text.startsWith("${?", at) ? 3 : 2);
    at = start;
    while (text.charAt(at) != '}') {
      if (text.charAt(at) == '"') {
        quoted();
      } else {
        at++;
      }
    }
    at++;
    return text.substring(start, at - 1);
  }

  private void quoted() {
    for (at++; text.charAt(at) != '"'; at++) {
      at += text.charAt(at) == '\\' ? 1 : 0;
    }
    at++;
  }
}
