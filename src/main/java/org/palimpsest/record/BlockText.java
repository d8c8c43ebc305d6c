package org.palimpsest.record;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Event;

/** How a console says what a block of a stage has measured; shares of right answers in percent. */
final class BlockText {

  private static final String ACCURACY = "accuracy";
  private static final String HELD_OUT = "validation_accuracy";
  private static final String LOSS = "loss";
  private static final String GAP = BarLine.GAP;

  private BlockText() {}

  /**
   * A block's line.
   *
   * @param columns that it has to fit into, so that the last of the details may be left out; empty
   *     for everything under its own name
   */
  static String of(Event.BlockFinished event, OptionalInt columns) {
    String title =
        "session %d: %s %d/%d"
            .formatted(
                event.place().session(), event.place().stage(), event.block() + 1, event.blocks());
    Map<String, Double> measures = event.result().measures();
    String time = time(event.result().seconds());
    if (columns.isEmpty()) {
      StringBuilder text = new StringBuilder(title);
      measures.forEach(
          (name, value) -> {
            if (!name.endsWith("seconds")) {
              String shown = name.equals(ACCURACY) ? "training_accuracy" : name;
              text.append(", ").append(shown).append(' ').append(value(name, value));
            }
          });
      return text.append(", ").append(time).toString();
    }
    List<String> details = new ArrayList<>();
    detail(details, "loss %.4g", measures.get(LOSS));
    details.addAll(accuracies(measures));
    Double rate = measures.get("learning_rate");
    if (rate != null) {
      details.add("rate " + new BigDecimal(rate).round(new MathContext(2)).stripTrailingZeros());
    }
    StringBuilder text = new StringBuilder(title);
    for (String detail : details) {
      int length = text.length() + 2 * GAP.length() + detail.length() + time.length();
      if (length <= columns.getAsInt()) {
        text.append(GAP).append(detail);
      }
    }
    return text.append(GAP).append(time).toString();
  }

  /** What stands behind the bar: the block, its loss so far, and the last block's accuracies. */
  static String amid(Event.StepDone step, List<String> accuracies) {
    List<String> details = new ArrayList<>();
    details.add(format("%d/%d", step.block() + 1, step.blocks()));
    step.loss().ifPresent(loss -> details.add(format("loss %.3g", loss)));
    details.addAll(accuracies);
    return String.join(GAP, details);
  }

  /** Of training and of held-out images, as far as they were measured. */
  static List<String> accuracies(Map<String, Double> measures) {
    List<String> details = new ArrayList<>();
    detail(details, "train %.1f %%", percent(measures.get(ACCURACY)));
    detail(details, "held %.1f %%", percent(measures.get(HELD_OUT)));
    return details;
  }

  private static void detail(List<String> details, String pattern, @Nullable Double value) {
    if (value != null) {
      details.add(format(pattern, value));
    }
  }

  private static @Nullable Double percent(@Nullable Double share) {
    return share == null ? null : Double.valueOf(100 * share);
  }

  private static String value(String name, double value) {
    return name.endsWith(ACCURACY) ? format("%.2f %%", 100 * value) : format("%.4g", value);
  }

  /** A duration for a reader. */
  static String time(double seconds) {
    return seconds < 60
        ? format("%.1f s", seconds)
        : format("%d:%02d min", (long) seconds / 60, (long) seconds % 60);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
