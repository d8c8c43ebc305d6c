package org.palimpsest.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.palimpsest.benchmark.DomainMakers;
import org.palimpsest.benchmark.Scenarios;
import org.palimpsest.conf.Part;
import org.palimpsest.head.Heads;
import org.palimpsest.memory.Policies;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Term;
import org.palimpsest.method.term.Objectives;
import org.palimpsest.method.term.Terms;

/** Everything that a configuration can name under {@code learner} and of scenarios, for people. */
public final class Catalogue {

  /** The one key that takes a list. */
  private static final String TERMS = "learner.terms";

  private Catalogue() {}

  /**
   * A method or part.
   *
   * @param kind the key that names it
   * @param source paper, with equation or page
   * @param section that its keys live in; empty for the root
   * @param keys HOCON with comments
   * @param needs sentences
   */
  public record Entry(
      String kind, String name, String source, String section, String keys, List<String> needs) {

    /** The key as it is written to choose this alone. */
    private String chosen() {
      return (kind.equals(TERMS) ? "%s = [%s]" : "%s = %s").formatted(kind, name);
    }

    /** Ready to be pasted: a comment, then the keys with their defaults. */
    public String page() {
      StringBuilder page = new StringBuilder("# %s\n# %s\n".formatted(chosen(), source));
      needs.forEach(need -> page.append("# needs ").append(need).append('\n'));
      if (keys.isBlank()) {
        return page.append("# It has no keys of its own.\n").toString();
      }
      boolean root = section.isEmpty();
      if (!root) {
        page.append(section).append(" {\n");
      }
      keys.strip().lines().forEach(line -> page.append(root ? "" : "  ").append(line).append('\n'));
      return page.append(root ? "" : "}\n").toString();
    }
  }

  /** Methods first, then parts by the key that names them. */
  public static List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (Preset preset : Methods.ALL) {
      all.add(
          new Entry(
              "learner.method", preset.name(), preset.source(), "", preset.values(), List.of()));
    }
    add(all, "learner.head", "learner", Heads.ALL);
    add(all, "learner.objective", "learner", Objectives.ALL);
    add(all, TERMS, "learner", Terms.ALL);
    add(all, "learner.memory.policy", "learner.memory", Policies.ALL);
    add(all, "benchmark.scenario", "benchmark", Scenarios.ALL);
    String domains = "benchmark.domain-incremental";
    add(all, domains + ".domains", domains, DomainMakers.ALL);
    return all;
  }

  private static <T> void add(List<Entry> all, String kind, String parent, List<Part<T>> parts) {
    for (Part<T> part : parts) {
      Object made = part.sample();
      Set<Need> needs = made instanceof Term term ? term.needs() : Set.of();
      all.add(
          new Entry(
              kind,
              part.name(),
              part.source(),
              parent + "." + part.name(),
              part.defaults(),
              needs.stream().map(Need::what).sorted().collect(Collectors.toList())));
    }
  }
}
