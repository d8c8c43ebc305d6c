package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.continual.Reconstruction;
import org.palimpsest.tensor.Seeds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the base stage's training throughput, beside PyTorch's if there is one. */
@Command(
    name = "bench",
    description = {
      "Measures training throughput: Conv4 with its decoder, 3x32x32 images, 60 classes.",
      "Ours is the whole base stage with batches, augmentation and optimiser; the peer's is the bare"
          + " step. All take turns, so that ratios hold on a busy machine."
    })
final class BenchCommand implements Callable<Integer> {

  private static final int CLASSES = 60;

  @Option(
      names = "--batch-size",
      split = ",",
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batchSizes = List.of(64, 128);

  @Option(names = "--steps", description = "Steps a round. Default: ${DEFAULT-VALUE}.")
  private int steps = 20;

  @Option(
      names = "--rounds",
      description = "Counted rounds, after one warm-up. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--threads", description = "Default: one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--peer-python", description = "A Python interpreter that has PyTorch.")
  private @Nullable Path peerPython;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Peer peer = new Peer(peerPython, threads)) {
      for (int batch : batchSizes) {
        report(out, batch, measure(batch, peer.python()));
      }
    }
    return 0;
  }

  private record Peer(Optional<PeerPython> python) implements AutoCloseable {
    Peer(@Nullable Path interpreter, int threads) throws IOException {
      this(
          interpreter == null
              ? Optional.empty()
              : Optional.of(new PeerPython(interpreter, threads)));
    }

    @Override
    public void close() throws IOException {
      if (python.isPresent()) {
        python.get().close();
      }
    }
  }

  /** Images a second by subject, one for each counted round. */
  private Map<String, double[]> measure(int batch, Optional<PeerPython> peer) throws IOException {
    Map<String, double[]> rates = new LinkedHashMap<>();
    try (Learner learner = learner(batch)) {
      Stage stage = learner.stages(session(batch * steps)).get(0);
      for (int round = -1; round < rounds; round++) {
        long start = System.nanoTime();
        stage.run(round + 1, Progress.SILENT);
        keep(rates, "palimpsest", round, batch * steps / ((System.nanoTime() - start) / 1e9));
        if (peer.isPresent()) {
          for (String layout : List.of("default", "channels_last")) {
            double seconds = peer.get().seconds(layout, batch, steps);
            String name = "PyTorch " + peer.get().version() + " " + layout;
            keep(rates, name, round, batch * steps / seconds);
          }
        }
      }
    }
    return rates;
  }

  private void keep(Map<String, double[]> rates, String name, int round, double rate) {
    if (round >= 0) {
      rates.computeIfAbsent(name, n -> new double[rounds])[round] = rate;
    }
  }

  private void report(PrintWriter out, int batch, Map<String, double[]> rates) {
    out.printf("batch %d, %d threads, images/s over %d rounds%n", batch, threads, rounds);
    out.printf("%-36s %8s %8s %8s %20s%n", "", "min", "median", "max", "ours / it, median");
    double[] ours = Objects.requireNonNull(rates.get("palimpsest"));
    rates.forEach(
        (name, values) -> {
          double[] ratios = new double[values.length];
          Arrays.setAll(ratios, i -> ours[i] / values[i]);
          out.printf(
              Locale.ROOT,
              "%-36s %8.0f %8.0f %8.0f %20.2f%n",
              name,
              Arrays.stream(values).min().orElseThrow(),
              median(values),
              Arrays.stream(values).max().orElseThrow(),
              median(ratios));
        });
    out.flush();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private Learner learner(int batch) throws IOException {
    List<String> overrides = new ArrayList<>();
    overrides.add("training.base.batch-size=" + batch);
    overrides.add("training.base.epochs=" + (rounds + 1));
    overrides.add("benchmark.base-classes=" + CLASSES);
    Path file = Files.createTempFile("palimpsest-bench", ".conf");
    Files.writeString(file, "name = bench\n");
    LearnerFactory factory =
        Reconstruction.ENTRY.reader().apply(ConfigFile.load(file, overrides).root());
    Files.delete(file);
    return factory.create(
        new LearnerContext(new TorchEngine(threads), new Seeds(1), 3, 32, 32, CLASSES));
  }

  /** Random images: what they show does not matter to the time. */
  private static Session session(int images) {
    var random = new Seeds(1).generator("bench");
    byte[] pixels = new byte[images * 3 * 32 * 32];
    random.nextBytes(pixels);
    int[] labels = new int[images];
    int[] indices = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = i % CLASSES;
      indices[i] = i;
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    ImageSet set = new ImageSet(pixels, labels, 3, 32, 32, names);
    Normalization half = new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    Samples train = new Samples(set, indices, labels, half);
    Samples none = new Samples(set, new int[0], new int[0], half);
    return new Session(0, 0, CLASSES, train, none, none);
  }
}
