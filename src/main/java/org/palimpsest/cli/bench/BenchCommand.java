package org.palimpsest.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.engine.Engine;
import org.palimpsest.experiment.EngineSpec;
import org.palimpsest.experiment.Engines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how fast engines are, beside PyTorch if there is one, and how cost grows. */
@Command(
    name = "bench",
    description = {
      "Measures throughput on random 3x32x32 images of 60 classes; memory over 10,000 steps.",
      "Ours in training is the whole base stage with batches, augmentation and optimiser; PyTorch's is the bare"
          + " step. All take turns, so that ratios hold on a busy machine; the first round warms up"
          + " and is not counted. With conv4 the decoder is trained too, with others it is not. In"
          + " inference ours reads test images and scores them, 128 at a time whatever the batch"
          + " size; PyTorch passes one batch that is there already."
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

  enum Work {
    training,
    inference,
    small,
    episodes,
    fewshot,
    evaluation,
    memory,
    outside,
    startup
  }

  @Option(
      names = "--work",
      paramLabel = "WORK",
      split = ",",
      description = "What is timed: ${COMPLETION-CANDIDATES}. Default: training,inference.")
  private List<Work> works = List.of(Work.training, Work.inference);

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      split = ",",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> engines = List.of("torch");

  @Option(
      names = "--architecture",
      paramLabel = "TYPE",
      split = ",",
      description = "Types of network.encoder. Default: ${DEFAULT-VALUE}.")
  private List<String> architectures = List.of("conv4");

  @Option(
      names = "--batch-size",
      paramLabel = "IMAGES",
      split = ",",
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batchSizes = List.of(64, 128);

  @Option(
      names = "--steps",
      paramLabel = "NUMBER",
      description = "Steps a round. Default: ${DEFAULT-VALUE}.")
  private int steps = 20;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      description = "Counted rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "Default: one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--peer-python",
      paramLabel = "FILE",
      description = "A Python interpreter that has PyTorch.")
  private @Nullable Path peerPython;

  @Option(
      names = "--scaling",
      description = "Show how cost grows with batch, image size, classes, shots and sessions.")
  private boolean scaling;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write every round's rate to this file.")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    check(command);
    PrintWriter out = command.getOut();
    Map<String, Engine> built = new LinkedHashMap<>();
    for (String name : engines) {
      built.put(name, Engines.of(new EngineSpec(name, "cpu", threads)));
    }
    out.printf("%d threads%n", threads);
    List<Timing> all = new ArrayList<>();
    if (scaling) {
      for (Engine engine : built.values()) {
        for (Timing timing : new Scaling(engine, rounds).all()) {
          add(List.of(timing), out, all);
        }
      }
    } else if (peerPython == null) {
      compete(built, Optional.empty(), out, all);
    } else {
      try (PeerPython peer = new PeerPython(peerPython, threads)) {
        compete(built, Optional.of(peer), out, all);
      }
    }
    if (json != null) {
      TimingTable.write(json, threads, all);
    }
    return 0;
  }

  private void check(CommandLine command) {
    for (int number : List.of(steps, rounds, threads, Collections.min(batchSizes))) {
      if (number < 1) {
        throw new ParameterException(
            command,
            "%d: steps, rounds, threads and batch sizes are whole numbers from 1"
                .formatted(number));
      }
    }
    for (String engine : engines) {
      if (!Engines.names().contains(engine)) {
        throw new ParameterException(
            command,
            "--engine = %s: no such engine; there are %s".formatted(engine, Engines.names()));
      }
    }
  }

  private void compete(
      Map<String, Engine> built, Optional<PeerPython> peer, PrintWriter out, List<Timing> all)
      throws IOException {
    for (Work work : works) {
      switch (work) {
        case training, inference -> {
          for (String architecture : architectures) {
            for (int batch : batchSizes) {
              try (Works subjects = new Works(built, peer, rounds)) {
                add(
                    "%s %s, batch %d".formatted(work, architecture, batch),
                    "images/s",
                    work == Work.training
                        ? subjects.training(architecture, batch, steps)
                        : subjects.inference(architecture, batch, steps),
                    out,
                    all);
              }
            }
          }
        }
        case small -> {
          try (Works subjects = new Works(built, peer, rounds)) {
            String unit = "steps/s";
            add(
                "MLP 784-100-100-10, SGD, batch 10",
                unit,
                subjects.perceptron("mlp-100", 100, "sgd", 10, 50 * steps),
                out,
                all);
            add(
                "MLP 784-400-400-10, Adam, batch 128",
                unit,
                subjects.perceptron("mlp-400", 400, "adam", 128, 10 * steps),
                out,
                all);
          }
        }
        case episodes -> {
          try (Works subjects = new Works(built, peer, rounds)) {
            add("episodes, 20-way 5-shot", "episodes/s", subjects.episodes(steps), out, all);
          }
        }
        case fewshot -> {
          // A small episode, the one of Snell et al. for Omniglot, and the one of Finn et al.
          for (FewShotWork episodes :
              List.of(
                  new FewShotWork(FewShotWork.Method.PROTOTYPICAL, 5, 5, 15, steps),
                  new FewShotWork(FewShotWork.Method.PROTOTYPICAL, 60, 5, 5, steps),
                  new FewShotWork(FewShotWork.Method.MAML, 5, 1, 15, steps))) {
            try (Works subjects = new Works(built, peer, rounds)) {
              add(episodes.name(), "episodes/s", subjects.fewShot(episodes), out, all);
            }
            for (Map.Entry<String, Engine> engine : built.entrySet()) {
              if (episodes.runsOn(engine.getKey())) {
                add(List.of(episodes.share(engine.getKey(), engine.getValue(), rounds)), out, all);
              }
            }
          }
        }
        case evaluation -> {
          for (String head : List.of("prototype", "task-adaptive")) {
            try (Works subjects = new Works(built, peer, rounds)) {
              String name = "evaluation over 100 classes, " + head;
              add(name, "images/s", subjects.evaluation(head, 64 * steps), out, all);
            }
          }
        }
        case memory -> {
          for (Map.Entry<String, Engine> engine : built.entrySet()) {
            add(List.of(MemoryGrowth.of(engine.getKey(), engine.getValue())), out, all);
          }
        }
        case outside -> {
          for (int batch : batchSizes) {
            try (Works subjects = new Works(built, peer, rounds)) {
              for (Timing share : subjects.outside(batch, steps)) {
                add(List.of(share), out, all);
              }
            }
          }
        }
        case startup -> add("start-up", "starts/s", List.of(StartUp.help()), out, all);
      }
    }
  }

  private void add(
      String work, String unit, List<Subject> subjects, PrintWriter out, List<Timing> all)
      throws IOException {
    add(Timing.compete(work, unit, subjects, rounds), out, all);
  }

  private static void add(List<Timing> timings, PrintWriter out, List<Timing> all) {
    TimingTable.print(out, timings);
    all.addAll(timings);
  }
}
