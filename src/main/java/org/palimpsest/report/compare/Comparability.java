package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.record.RunResult;
import org.palimpsest.record.Setting;

/**
 * Whether methods were measured on the same: data, class order, split and test images. Class order
 * and split may depend on the seed, so that they are held against each other seed by seed.
 */
public final class Comparability {

  /** More of a list would hide the difference rather than name it. */
  private static final int SHOWN = 8;

  /** A difference is named once for each pair of methods, not for every seed. */
  private final Map<String, String> found = new LinkedHashMap<>();

  private Comparability() {}

  private record Member(Row method, RunResult run) {
    Setting setting() {
      return run.setting();
    }

    String name() {
      return "\"" + method.name() + "\"";
    }
  }

  /** All differences, each as a sentence that names both sides; none if all is alike. */
  static List<String> differences(List<Row> methods) {
    Comparability comparability = new Comparability();
    SortedMap<Long, Member> bySeed = new TreeMap<>();
    List<Member> known = new ArrayList<>();
    for (Row method : methods) {
      for (RunResult run : method.runs()) {
        Member member = new Member(method, run);
        known.stream().findFirst().ifPresent(first -> comparability.always(first, member));
        if (run.setting().data().isPresent() && run.seed().isPresent()) {
          Member sameSeed = bySeed.get(run.seed().getAsLong());
          if (sameSeed != null) {
            comparability.underOneSeed(sameSeed, member, run.seed().getAsLong());
          } else {
            known.stream().findFirst().ifPresent(first -> comparability.configured(first, member));
            bySeed.put(run.seed().getAsLong(), member);
          }
        }
        known.add(member);
      }
    }
    return List.copyOf(comparability.found.values());
  }

  private void always(Member a, Member b) {
    if (a.setting().data().isPresent() && b.setting().data().isPresent()) {
      differ("data", "the data differ", a, b, a.setting().data().get(), b.setting().data().get());
    }
    int sessionsOfA = a.run().matrix().sessions();
    int sessionsOfB = b.run().matrix().sessions();
    if (sessionsOfA != sessionsOfB) {
      differ("sessions", "the numbers of sessions differ", a, b, sessionsOfA, sessionsOfB);
      return;
    }
    if (!a.setting().classesSeen().isEmpty() && !b.setting().classesSeen().isEmpty()) {
      differ(
          "classes",
          "the classes seen after each session differ",
          a,
          b,
          shown(a.setting().classesSeen()),
          shown(b.setting().classesSeen()));
    }
    if (!a.setting().totals().isEmpty() && !b.setting().totals().isEmpty()) {
      differ(
          "tests",
          "the test images of the sessions differ in number",
          a,
          b,
          shown(a.setting().totals()),
          shown(b.setting().totals()));
    }
  }

  private void underOneSeed(Member a, Member b, long seed) {
    List<String> orderOfA = a.setting().classOrder();
    List<String> orderOfB = b.setting().classOrder();
    if (!orderOfA.isEmpty() && !orderOfB.isEmpty() && !orderOfA.equals(orderOfB)) {
      int place = 0;
      while (place < Math.min(orderOfA.size(), orderOfB.size())
          && orderOfA.get(place).equals(orderOfB.get(place))) {
        place++;
      }
      differ(
          "order",
          "the class orders differ under seed %d, first at place %d".formatted(seed, place),
          a,
          b,
          "class " + at(orderOfA, place),
          "class " + at(orderOfB, place));
    } else if (a.setting().split().isPresent() && b.setting().split().isPresent()) {
      String text = "the splits (images of the sessions) differ under seed %d".formatted(seed);
      if (!a.setting().split().equals(b.setting().split())) {
        text += causes(a.setting(), b.setting());
      }
      differ("split", text, a, b, a.setting().split().get(), b.setting().split().get());
    }
  }

  /** Of runs without a common seed the configurations have to agree. */
  private void configured(Member a, Member b) {
    Set<String> keys = new LinkedHashSet<>(new TreeMap<>(a.setting().benchmark()).keySet());
    keys.addAll(b.setting().benchmark().keySet());
    for (String key : keys) {
      differ(
          "key " + key,
          key + " differs",
          a,
          b,
          a.setting().benchmark().getOrDefault(key, "absent"),
          b.setting().benchmark().getOrDefault(key, "absent"));
    }
  }

  private static String causes(Setting a, Setting b) {
    List<String> keys =
        new TreeMap<>(a.benchmark())
            .entrySet().stream()
                .filter(e -> !e.getValue().equals(b.benchmark().getOrDefault(e.getKey(), "")))
                .map(
                    e ->
                        "%s = %s and %s"
                            .formatted(
                                e.getKey(),
                                e.getValue(),
                                b.benchmark().getOrDefault(e.getKey(), "absent")))
                .toList();
    return keys.isEmpty() ? "" : " (" + String.join(", ", keys) + ")";
  }

  private void differ(String kind, String text, Member a, Member b, Object ofA, Object ofB) {
    if (!ofA.equals(ofB)) {
      found.putIfAbsent(
          kind + "|" + a.method().name() + "|" + b.method().name(),
          a.method().name().equals(b.method().name())
              ? "%s within %s: %s and %s".formatted(text, a.name(), ofA, ofB)
              : "%s: %s has %s, %s has %s".formatted(text, a.name(), ofA, b.name(), ofB));
    }
  }

  private static String at(List<String> order, int place) {
    return place < order.size() ? order.get(place) : "none";
  }

  private static String shown(List<Integer> values) {
    return values.size() <= SHOWN
        ? values.toString()
        : values.subList(0, SHOWN).toString().replace("]", ", ...]")
            + " ("
            + values.size()
            + " sessions)";
  }
}
