package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.conf.DocumentedKey;
import org.palimpsest.method.Catalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code palimpsest keys}. */
@Command(
    name = "keys",
    description = {
      "Lists the keys of experiments with their defaults and, below each, unit, range and source.",
      "With a word: those whose name or description holds it."
    },
    mixinStandardHelpOptions = true)
final class KeysCommand extends LookUp {

  @Parameters(arity = "0..1", paramLabel = "WORD", description = "Such as learning-rate.")
  private String word = "";

  @Override
  void show(PrintWriter out) {
    List<DocumentedKey> all = keys();
    List<DocumentedKey> found = all.stream().filter(key -> key.tells(word)).toList();
    if (found.isEmpty()) {
      List<String> paths = all.stream().map(DocumentedKey::path).toList();
      throw unknown("no key's name or description holds \"%s\"".formatted(word), word, paths);
    }
    for (DocumentedKey key : found) {
      out.println(key.path() + " = " + key.value());
      key.comment().forEach(line -> out.println("    " + line));
    }
  }

  /** Those that always are, then those of each part, which are where it is chosen. */
  static List<DocumentedKey> keys() {
    List<DocumentedKey> all = new ArrayList<>(DocumentedKey.defaults());
    for (Catalogue.Entry entry : Catalogue.entries()) {
      if (!entry.section().isEmpty()) {
        all.addAll(DocumentedKey.of(entry.section(), entry.keys()));
      }
    }
    return all;
  }
}
