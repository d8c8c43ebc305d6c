package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Trial;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.EpisodeCounts;

/** Something that happened in an experiment. Times are milliseconds since 1970. */
public sealed interface Event {

  /** Worth keeping in the run's folder. */
  sealed interface Lasting extends Event {

    RunInfo run();

    long time();
  }

  /**
   * Where in a run.
   *
   * @param sessions how many the run has
   * @param stage name
   */
  record Place(int session, int sessions, String stage) {}

  /** The command begins; each run begins, goes on or is skipped later. */
  record ExperimentStarted(ExperimentPlan plan) implements Event {}

  /**
   * A run had been finished by an earlier command.
   *
   * @param changed how its data differ from what they are now; empty if they do not
   */
  record RunSkipped(RunInfo run, Optional<String> changed) implements Event {}

  /**
   * A run begins.
   *
   * @param config of the run
   * @param card what a model of it will have to know of its data
   */
  record RunStarted(
      RunInfo run,
      long time,
      RunConfig config,
      Map<String, String> tags,
      Provenance provenance,
      ModelCard card)
      implements Lasting {
    public RunStarted {
      tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
  }

  /**
   * An unfinished run goes on.
   *
   * @param next what it does next
   * @param provenance of what goes on with it, perhaps another machine or version
   */
  record RunResumed(RunInfo run, long time, Position next, Provenance provenance)
      implements Lasting {}

  /**
   * A stage begins or goes on.
   *
   * @param done blocks done before
   */
  record StageStarted(RunInfo run, Place place, int done, int blocks) implements Event {}

  /**
   * A step within a block of a stage is done.
   *
   * @param loss mean over the block's images so far, finite; empty where nothing is minimised
   */
  record StepDone(
      RunInfo run, Place place, int block, int blocks, int step, int steps, OptionalDouble loss)
      implements Event {}

  /**
   * A block of a stage is done.
   *
   * @param block index within the stage
   * @param running number among all blocks of that stage's name in the run, from 0
   * @param result what it measured
   * @param reused whether another run did it
   */
  record BlockFinished(
      RunInfo run,
      long time,
      Place place,
      int block,
      int blocks,
      int running,
      BlockResult result,
      boolean reused)
      implements Lasting {}

  /**
   * A stage's outcome was taken over from another run; its blocks are reported beside this.
   *
   * @param all taken over in this run so far, this one last
   */
  record StageReused(RunInfo run, long time, List<ReusedStage> all) implements Lasting {
    public StageReused {
      all = List.copyOf(all);
    }
  }

  /**
   * A stage ends before its last block: what is held out was not answered better any more.
   *
   * @param done blocks
   */
  record StageEndedEarly(RunInfo run, Place place, int done, int blocks) implements Event {}

  /** Test images are being scored. */
  record EvaluationProgress(RunInfo run, int session, int done, int total) implements Event {}

  /**
   * A session is learnt and evaluated.
   *
   * @param results of all sessions so far, this one last
   * @param predictions on all test images of classes seen
   * @param curve what was asked while sessions were learnt, this one included
   * @param peakResidentBytes so far; 0 if not known
   * @param map of some of the test images; empty if the learner embeds none
   * @param episodes right answers to each test episode, setting by setting; empty if there are
   *     none, and if there are, there are no predictions
   */
  record SessionFinished(
      RunInfo run,
      long time,
      int sessions,
      List<SessionResult> results,
      Predictions predictions,
      AnytimeCurve curve,
      long peakResidentBytes,
      Optional<EmbeddingMap> map,
      List<EpisodeCounts> episodes)
      implements Lasting {
    public SessionFinished {
      results = List.copyOf(results);
      episodes = List.copyOf(episodes);
    }

    /** Of a run that is asked about sessions. */
    public SessionFinished(
        RunInfo run,
        long time,
        int sessions,
        List<SessionResult> results,
        Predictions predictions,
        AnytimeCurve curve,
        long peakResidentBytes,
        Optional<EmbeddingMap> map) {
      this(run, time, sessions, results, predictions, curve, peakResidentBytes, map, List.of());
    }

    /** Of this session. */
    public SessionResult result() {
      return results.get(results.size() - 1);
    }
  }

  /**
   * A run is complete.
   *
   * @param trials by which its settings were chosen; empty if none were
   */
  record RunFinished(
      RunInfo run, long time, RunSummary summary, List<Illustration> pictures, List<Trial> trials)
      implements Lasting {
    public RunFinished {
      pictures = List.copyOf(pictures);
      trials = List.copyOf(trials);
    }

    /** Of a run that chose nothing. */
    public RunFinished(RunInfo run, long time, RunSummary summary, List<Illustration> pictures) {
      this(run, time, summary, pictures, List.of());
    }
  }

  /**
   * A run ends before it is complete.
   *
   * @param failure empty if the user stopped it
   */
  record RunStopped(RunInfo run, long time, Optional<String> failure) implements Lasting {}

  /**
   * A run cannot be brought to its end, and the experiment goes on with the next one.
   *
   * @param why in words
   */
  record RunFailed(RunInfo run, String why) implements Event {}

  /**
   * All runs are finished, but for those that failed.
   *
   * @param folder of the experiment
   */
  record ExperimentFinished(Path folder, List<RunInfo> runs) implements Event {
    public ExperimentFinished {
      runs = List.copyOf(runs);
    }
  }
}
