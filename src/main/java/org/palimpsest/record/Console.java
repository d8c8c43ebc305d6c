package org.palimpsest.record;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Doubt;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.Recorder;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.EpisodeInterval;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;

/**
 * Shows an experiment to the person at the terminal: results, one line a session, on one stream;
 * progress on the other. The last line of the results is the experiment's folder.
 */
public final class Console implements Recorder, AutoCloseable {

  /** On a terminal, a stage whose blocks take as long has a line for each; others scroll by. */
  private static final double LONG_SECONDS = 1;

  /** Metrics that a run's last line shows, by the word for each. */
  private static final Map<String, String> FINALS = finalMetrics();

  /** The page over all seeds, in the experiment's folder. */
  private static final String PAGE = "report.html";

  private final PrintStream results;
  private final PrintStream progress;
  private final OptionalInt columns;
  private final boolean quiet;
  private final List<Map<String, Double>> finals = new ArrayList<>();
  private @Nullable PassingBar bar;
  private List<String> accuracies = List.of();
  private boolean slow;
  private boolean resumed;

  /**
   * A console.
   *
   * @param results such as {@code System.out}
   * @param progress such as {@code System.err}
   * @param columns of the terminal that {@code progress} is, on which a line can be drawn again;
   *     empty if it is none
   * @param quiet whether only the experiment's folder is wanted
   */
  public Console(PrintStream results, PrintStream progress, OptionalInt columns, boolean quiet) {
    this.results = results;
    this.progress = progress;
    this.columns = quiet ? OptionalInt.empty() : columns;
    this.quiet = quiet;
  }

  @Override
  public void record(Event event) {
    if (event instanceof Event.ExperimentFinished finished) {
      clear();
      if (!quiet && finals.size() > 1 && !finished.runs().isEmpty()) {
        results.println(overSeeds(finished.runs().get(0).experiment()));
      }
      Path page = finished.folder().resolve(PAGE);
      if (!quiet && Files.exists(page)) {
        progress.println("Open " + page);
      }
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
      long total = step.blocks() * (long) step.steps();
      advance(title(step.place()), total, done(step), BlockText.amid(step, accuracies));
    } else if (event instanceof Event.EvaluationProgress evaluation) {
      String title = "session %d: evaluation".formatted(evaluation.session());
      advance(title, evaluation.total(), evaluation.done(), "");
    } else if (event instanceof Event.BlockFinished block) {
      block(block);
    } else if (event instanceof Event.SessionFinished session) {
      line(results, session(session));
    } else if (event instanceof Event.ExperimentStarted started) {
      // Meanwhile the data are read, which may have a bar of its own on this line.
      columns.ifPresent(width -> progress.print("\r" + " ".repeat(width - 1) + "\r"));
      String seeds = started.plan().seeds().size() == 1 ? "seed" : "seeds";
      line(
          progress,
          "%s: %s, %s %s"
              .formatted(
                  started.plan().name(), started.plan().method(), seeds, started.plan().seeds()));
    } else if (event instanceof Event.RunSkipped skipped) {
      Map<String, Double> values = SummaryFile.read(skipped.run().folder()).finals();
      finals.add(values);
      line(
          progress,
          "%s: finished earlier, not run again without --again%s"
              .formatted(skipped.run().id(), numbers(values)));
      skipped
          .changed()
          .ifPresent(how -> line(progress, "%s: since then %s".formatted(skipped.run().id(), how)));
    } else if (event instanceof Event.RunStarted started) {
      line(progress, started.run().id() + ": started");
    } else if (event instanceof Event.RunResumed again) {
      resumed = true;
      line(
          progress,
          "%s: goes on at session %d".formatted(again.run().id(), again.next().session()));
    } else if (event instanceof Event.StageStarted started) {
      accuracies = List.of();
      slow = false;
      boolean goesOn = resumed || started.done() > 0;
      resumed = false;
      if (goesOn) {
        line(
            progress,
            "%s goes on at %d/%d"
                .formatted(title(started.place()), started.done() + 1, started.blocks()));
      }
    } else if (event instanceof Event.StageEndedEarly ended) {
      line(
          progress,
          "%s ended at %d/%d: held-out images were not answered better any more"
              .formatted(title(ended.place()), ended.done(), ended.blocks()));
    } else if (event instanceof Event.StageReused reused) {
      var stage = reused.all().get(reused.all().size() - 1);
      line(
          progress,
          "session %d: %s taken over from %s, which spent %s on it"
              .formatted(
                  stage.session(),
                  stage.stage(),
                  stage.run(),
                  BlockText.time(stage.trainingSeconds())));
    } else if (event instanceof Event.RunFinished finished) {
      finals.add(finished.summary().finals());
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
    accuracies = BlockText.accuracies(event.result().measures());
    slow |= event.result().seconds() >= LONG_SECONDS;
    if (!event.reused() && (columns.isEmpty() || slow)) {
      line(progress, BlockText.of(event, columns));
    }
    Doubt.of(event.place().stage(), event.block(), event.result().measures())
        .ifPresent(
            doubt ->
                line(
                    progress, "session %d: WARNING: %s".formatted(event.place().session(), doubt)));
  }

  private String session(Event.SessionFinished event) {
    SessionResult result = event.result();
    if (!event.episodes().isEmpty()) {
      return event.episodes().stream()
          .map(counts -> "seed %d  %s".formatted(event.run().seed(), episodes(counts)))
          .collect(Collectors.joining(System.lineSeparator()));
    }
    Map<String, Double> metrics = result.metrics();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "seed %d  session %d/%d  %3d classes  %s",
            event.run().seed(),
            result.session(),
            event.sessions() - 1,
            result.classesSeen(),
            percent(metrics.get("accuracy_seen"))));
    String time = "  " + BlockText.time(result.trainingSeconds() + result.evaluationSeconds());
    List<StringBuilder> details =
        List.of(new StringBuilder(), new StringBuilder(), new StringBuilder());
    append(details.get(0), "base", metrics.get("base_accuracy"));
    append(details.get(1), "novel", metrics.get("novel_accuracy"));
    append(details.get(2), "forgetting", metrics.get("forgetting_from_earlier_peak"));
    // On a terminal only what fits; sessions.csv has them all.
    int room = columns.orElse(Integer.MAX_VALUE) - time.length();
    for (StringBuilder detail : details) {
      if (text.length() + detail.length() <= room) {
        text.append(detail);
      }
    }
    return text.append(time).toString();
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
    text.append(numbers(event.summary().finals()));
    text.append("  ").append(BlockText.time(event.summary().wallSeconds()));
    if (!event.summary().leakage().clean()) {
      text.append("  LEAKAGE: see summary.json");
    }
    if (!event.summary().warnings().isEmpty()) {
      text.append("  DIVERGED: see summary.json");
    }
    return text.toString();
  }

  private static Map<String, String> finalMetrics() {
    Map<String, String> metrics = new LinkedHashMap<>();
    metrics.put("average", "average_incremental_accuracy");
    metrics.put("last", "accuracy_seen");
    return metrics;
  }

  private static String numbers(Map<String, Double> finals) {
    StringBuilder text = new StringBuilder();
    FINALS.forEach((word, metric) -> append(text, word, finals.get(metric)));
    return text.toString();
  }

  /** Mean and half of the interval of what all seeds ended with. */
  private String overSeeds(String experiment) {
    StringBuilder text = new StringBuilder();
    text.append("%s: %d seeds".formatted(experiment, finals.size()));
    Map<String, StudentInterval> intervals = OverSeeds.byName(finals);
    FINALS.forEach(
        (word, metric) -> {
          StudentInterval interval = intervals.get(metric);
          if (interval != null && interval.n() == finals.size()) {
            append(text, word, interval.mean());
            text.append(format(" +- %.2f", 100 * interval.halfWidth().orElse(0)));
          }
        });
    return text.append(format("  (%.0f %% interval)", 100 * OverSeeds.LEVEL)).toString();
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

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String title(Event.Place place) {
    return "session %d: %s".formatted(place.session(), place.stage());
  }

  private static long done(Event.StepDone step) {
    return step.block() * (long) step.steps() + step.step();
  }

  private void advance(String title, long total, long done, String message) {
    if (columns.isEmpty()) {
      return;
    }
    if (bar == null || !bar.counts(title, total)) {
      clear();
      // Blocks done by an earlier process say nothing about the time that is left.
      bar = new PassingBar(title, total, "", done - 1, progress, columns.getAsInt());
    }
    bar.at(done, message);
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
