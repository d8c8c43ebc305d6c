package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.method.Catalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code palimpsest methods}. */
@Command(
    name = "methods",
    description = {
      "Lists the methods that learner.method can name, and the parts that they are made of.",
      "With a name: paper, needs and keys with their defaults, ready to be pasted into a file."
    },
    mixinStandardHelpOptions = true)
final class MethodsCommand extends LookUp {

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "A method or part.")
  private String name = "";

  @Override
  void show(PrintWriter out) {
    List<Catalogue.Entry> all = Catalogue.entries();
    if (!name.isEmpty()) {
      List<Catalogue.Entry> found = all.stream().filter(e -> e.name().equals(name)).toList();
      if (found.isEmpty()) {
        List<String> names = all.stream().map(Catalogue.Entry::name).toList();
        throw unknown("no method or part is called " + name, name, names);
      }
      found.forEach(entry -> out.print(entry.page()));
      return;
    }
    Map<String, List<Catalogue.Entry>> byKind = new LinkedHashMap<>();
    for (Catalogue.Entry entry : all) {
      byKind.computeIfAbsent(entry.kind(), kind -> new ArrayList<>()).add(entry);
    }
    int width = all.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    byKind.forEach(
        (kind, entries) -> {
          out.println(kind);
          for (Catalogue.Entry entry : entries) {
            String gap = " ".repeat(width - entry.name().length() + 2);
            out.println("  " + entry.name() + gap + entry.source());
          }
        });
  }
}
