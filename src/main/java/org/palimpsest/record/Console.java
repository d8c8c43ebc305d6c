package org.palimpsest.record;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.BlockResult;
import org.palimpsest.experiment.Doubt;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.Recorder;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.EpisodeInterval;

/**
 * Shows an experiment to the person at the terminal: results, one line a session, on one stream;
 * progress on the other. The last line of the results is the experiment's folder.
 */
public final class Console implements Recorder, AutoCloseable {

  private static final int REDRAW_MILLIS = 200;
  private static final int BAR_WIDTH = 100;

  private final PrintStream results;
  private final PrintStream progress;
  private final boolean bars;
  private final boolean quiet;
  private @Nullable ProgressBar bar;

  /**
   * A console.
   *
   * @param results such as {@code System.out}
   * @param progress such as {@code System.err}
   * @param bars whether {@code progress} is a terminal, on which a line can be drawn again
   * @param quiet whether only the experiment's folder is wanted
   */
  public Console(PrintStream results, PrintStream progress, boolean bars, boolean quiet) {
    this.results = results;
    this.progress = progress;
    this.bars = bars && !quiet;
    this.quiet = quiet;
  }

  /** Whether standard error is a terminal; false where that cannot be told. */
  public static boolean errorIsTerminal() {
    Path error = Path.of("/proc/self/fd/2");
    if (!Files.exists(error)) {
      return false;
    }
    try {
      String target = error.toRealPath().toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void record(Event event) {
    if (event instanceof Event.ExperimentFinished finished) {
      clear();
      results.println(finished.folder());
    } else if (!quiet) {
      show(event);
    }
  }

  /** Takes the progress bar away. */
  @Override
  public void close() {
    clear();
  }

  private void show(Event event) {
    if (event instanceof Event.StepDone step) {
      advance(title(step), step.blocks() * (long) step.steps(), done(step));
    } else if (event instanceof Event.EvaluationProgress evaluation) {
      String title = "session %d: evaluation".formatted(evaluation.session());
      advance(title, evaluation.total(), evaluation.done());
    } else if (event instanceof Event.BlockFinished block) {
      block(block);
    } else if (event instanceof Event.SessionFinished session) {
      line(results, session(session));
    } else if (event instanceof Event.ExperimentStarted started) {
      String seeds = started.plan().seeds().size() == 1 ? "seed" : "seeds";
      line(
          progress,
          "%s: %s, %s %s"
              .formatted(
                  started.plan().name(), started.plan().method(), seeds, started.plan().seeds()));
    } else if (event instanceof Event.RunSkipped skipped) {
      line(progress, skipped.run().id() + ": finished earlier, not run again");
      skipped
          .changed()
          .ifPresent(how -> line(progress, "%s: since then %s".formatted(skipped.run().id(), how)));
    } else if (event instanceof Event.RunStarted started) {
      line(progress, started.run().id() + ": started");
    } else if (event instanceof Event.RunResumed resumed) {
      line(
          progress,
          "%s: goes on at session %d, stage %d, block %d"
              .formatted(
                  resumed.run().id(),
                  resumed.next().session(),
                  resumed.next().stage(),
                  resumed.next().block()));
    } else if (event instanceof Event.StageReused reused) {
      var stage = reused.all().get(reused.all().size() - 1);
      line(
          progress,
          "session %d: %s taken over from %s, which spent %s on it"
              .formatted(
                  stage.session(), stage.stage(), stage.run(), time(stage.trainingSeconds())));
    } else if (event instanceof Event.RunFinished finished) {
      line(results, finished(finished));
      leakage(finished.summary().leakage())
          .forEach(text -> line(progress, "%s: %s".formatted(finished.run().id(), text)));
    } else if (event instanceof Event.RunFailed failed) {
      line(progress, "%s: FAILED: %s".formatted(failed.run().id(), failed.why()));
    } else if (event instanceof Event.RunStopped stopped) {
      line(progress, stopped.run().id() + ": stopped before its end");
    }
  }

  private void block(Event.BlockFinished event) {
    BlockResult result = event.result();
    if (!bars && !event.reused()) {
      measured(event, result);
    }
    Doubt.of(event.place().stage(), event.block(), result.measures())
        .ifPresent(
            doubt ->
                line(
                    progress, "session %d: WARNING: %s".formatted(event.place().session(), doubt)));
  }

  private void measured(Event.BlockFinished event, BlockResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "session %d: %s %d/%d"
            .formatted(
                event.place().session(), event.place().stage(), event.block() + 1, event.blocks()));
    result
        .measures()
        .forEach(
            (name, value) -> {
              if (!name.endsWith("seconds")) {
                text.append(format(", %s %.4g", name, value));
              }
            });
    line(progress, text.append(", ").append(time(result.seconds())).toString());
  }

  private static String session(Event.SessionFinished event) {
    SessionResult result = event.result();
    if (!event.episodes().isEmpty()) {
      return event.episodes().stream()
          .map(counts -> event.run().id() + "  " + episodes(counts))
          .collect(Collectors.joining(System.lineSeparator()));
    }
    Map<String, Double> metrics = result.metrics();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%s  session %d/%d  %3d classes  accuracy %s",
            event.run().id(),
            result.session(),
            event.sessions() - 1,
            result.classesSeen(),
            percent(metrics.get("accuracy_seen"))));
    append(text, "base", metrics.get("base_accuracy"));
    append(text, "novel", metrics.get("novel_accuracy"));
    append(text, "forgetting", metrics.get("forgetting_from_earlier_peak"));
    return text.append("  ")
        .append(time(result.trainingSeconds() + result.evaluationSeconds()))
        .toString();
  }

  /** One setting's line: mean and half of its 95 % interval. */
  private static String episodes(EpisodeCounts counts) {
    EpisodeInterval interval = counts.interval();
    return format(
        "%-8s accuracy %s%s  %d episodes",
        counts.setting(),
        percent(interval.mean()),
        interval.halfWidth().isPresent()
            ? format(" +- %.2f", 100 * interval.halfWidth().getAsDouble())
            : "",
        interval.episodes());
  }

  private static String finished(Event.RunFinished event) {
    RunInfo run = event.run();
    StringBuilder text = new StringBuilder(run.id()).append("  finished");
    append(text, "average", event.summary().finals().get("average_incremental_accuracy"));
    append(text, "last", event.summary().finals().get("accuracy_seen"));
    text.append("  ").append(time(event.summary().wallSeconds()));
    if (!event.summary().leakage().clean()) {
      text.append("  LEAKAGE: see summary.json");
    }
    if (!event.summary().warnings().isEmpty()) {
      text.append("  DIVERGED: see summary.json");
    }
    return text.toString();
  }

  /** What a reader of the numbers has to know of the images behind them. */
  private static List<String> leakage(Leakage leakage) {
    List<String> texts = new ArrayList<>();
    leakage.violations().forEach(text -> texts.add("LEAKAGE: " + text));
    leakage.unknown().forEach(text -> texts.add("leakage not known: " + text));
    if (leakage.clean()) {
      leakage.copiesSentence().ifPresent(texts::add);
    }
    return texts;
  }

  private static void append(StringBuilder text, String name, @Nullable Double value) {
    if (value != null) {
      text.append("  ").append(name).append(' ').append(percent(value));
    }
  }

  private static String percent(@Nullable Double fraction) {
    return fraction == null ? "" : format("%5.2f %%", 100 * fraction);
  }

  private static String time(double seconds) {
    return seconds < 60
        ? format("%.1f s", seconds)
        : format("%d:%02d min", (long) seconds / 60, (long) seconds % 60);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String title(Event.StepDone step) {
    return "session %d: %s".formatted(step.place().session(), step.place().stage());
  }

  private static long done(Event.StepDone step) {
    return step.block() * (long) step.steps() + step.step();
  }

  private void advance(String title, long total, long done) {
    if (!bars) {
      return;
    }
    if (bar == null || !bar.getTaskName().equals(title) || bar.getMax() != total) {
      clear();
      bar =
          new ProgressBarBuilder()
              .setTaskName(title)
              .setInitialMax(total)
              // Blocks done by an earlier process say nothing about the time that is left.
              .startsFrom(done - 1, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(progress, BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepTo(done);
  }

  private void line(PrintStream stream, String text) {
    clear();
    stream.println(text);
  }

  private void clear() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
