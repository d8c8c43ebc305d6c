package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.Batches;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;

/**
 * Answers episodes by the function that training minimises by. Where batch normalisation takes the
 * running statistics an image's features are the same in every episode, and are made once.
 */
public final class EpisodeAnswers {

  /** Features of more bytes are made anew for each episode. */
  private static final long MOST_BYTES = 1L << 30;

  private final Model model;
  private final BatchStatistics statistics;
  private @Nullable Known known;

  /** Whose statistics batch normalisation takes when an episode is answered. */
  public enum BatchStatistics {
    /** The running ones of training: an answer depends on the support and the query alone. */
    RUNNING,
    /** Those of the support together with one query at a time (Nichol et al. 2018). */
    SUPPORT,
    /** Those of the whole episode: an answer depends on the other queries. */
    TRANSDUCTIVE
  }

  /** Features of a set's images, as far as they were asked for, by a model as it was. */
  private static final class Known {
    private final ImageSet images;
    private final long version;
    private final boolean[] there;
    private final INDArray maps;
    private final INDArray embeddings;

    Known(ImageSet images, Model model, boolean withMaps) {
      this.images = images;
      version = model.version();
      there = new boolean[images.size()];
      int[] map = model.encoder().architecture().mapShape();
      maps =
          withMaps
              ? Nd4j.createUninitialized(DataType.FLOAT, images.size(), map[1], map[2], map[0])
              : Nd4j.empty(DataType.FLOAT);
      embeddings =
          Nd4j.createUninitialized(
              DataType.FLOAT, images.size(), model.encoder().architecture().embeddingWidth());
    }

    /** Frees them now: the garbage collector may see up to a gigabyte of them much later. */
    void close() {
      embeddings.close();
      if (!maps.isEmpty()) {
        maps.close();
      }
    }
  }

  public EpisodeAnswers(Model model, BatchStatistics statistics) {
    this.model = model;
    this.statistics = statistics;
  }

  /** Frees what is remembered. */
  public void clear() {
    if (known != null) {
      known.close();
    }
    known = null;
  }

  /**
   * Logits of an episode's queries.
   *
   * @return {@code [queries, ways]}, float32
   */
  public INDArray logits(Episode episode) {
    try (Tape tape = new Tape(model.encoder());
        NoGradGuard noGradient = new NoGradGuard()) {
      return Tensors.copy(logits(tape, episode));
    }
  }

  /** The same on a tape, within a scope that wants no gradients. */
  Tensor logits(Tape tape, Episode episode) {
    EpisodeMetric metric = model.head().metric().orElseThrow();
    EpisodeShape shape = EpisodeShape.of(episode);
    if (metric.runsEncoder()) {
      return metric.logits(task(tape, episode, shape));
    }
    return switch (statistics) {
      case RUNNING ->
          metric.logits(features(tape, episode.images()), tape, shape, Mode.FROZEN_STATISTICS);
      case TRANSDUCTIVE ->
          metric.logits(
              batch(tape, episode.images(), Mode.BATCH_STATISTICS),
              tape,
              shape,
              Mode.BATCH_STATISTICS);
      case SUPPORT -> oneByOne(tape, metric, episode);
    };
  }

  private EpisodeTask task(Tape tape, Episode episode, EpisodeShape shape) {
    boolean running = statistics == BatchStatistics.RUNNING;
    Mode mode = running ? Mode.FROZEN_STATISTICS : Mode.BATCH_STATISTICS;
    return new EpisodeTask(
        tape,
        shape,
        model.encoder(),
        () -> tape.constant(pixels(episode.images())),
        () -> batch(tape, episode.images(), mode),
        mode,
        statistics == BatchStatistics.SUPPORT,
        // Every answer alike, in whatever order episodes are asked.
        model.context().seeds().generator("episode-answer"));
  }

  private static INDArray pixels(Samples samples) {
    return Batches.plain(samples.images(), samples.indices(), samples.normalization());
  }

  private Tensor oneByOne(Tape tape, EpisodeMetric metric, Episode episode) {
    Tensor[] rows = new Tensor[episode.query().size()];
    for (int q = 0; q < rows.length; q++) {
      Samples images = episode.support().and(episode.query().at(new int[] {q}));
      EpisodeShape shape =
          new EpisodeShape(
              episode.ways(),
              episode.support().classes(),
              1,
              episode.unlabelled().size(),
              episode.classes());
      Outputs features = batch(tape, images.and(episode.unlabelled()), Mode.BATCH_STATISTICS);
      rows[q] = metric.logits(features, tape, shape, Mode.BATCH_STATISTICS);
    }
    return torch.cat(new TensorVector(rows), 0);
  }

  private Outputs batch(Tape tape, Samples samples, Mode mode) {
    return tape.run(model.encoder(), tape.constant(pixels(samples)), mode);
  }

  /** By running statistics. */
  private Outputs features(Tape tape, Samples samples) {
    boolean withMaps = model.head().needsMaps();
    if (bytes(samples.images(), withMaps) > MOST_BYTES) {
      return batch(tape, samples, Mode.FROZEN_STATISTICS);
    }
    Known all = known(samples.images(), withMaps);
    fill(all, samples, withMaps);
    Tensor at = Tensors.classes(samples.indices());
    Tensor maps =
        withMaps ? Tensors.of(all.maps).index_select(0, at).permute(0, 3, 1, 2) : torch.empty(0);
    return new Outputs(tape.here(maps), tape.here(Tensors.of(all.embeddings).index_select(0, at)));
  }

  private long bytes(ImageSet images, boolean withMaps) {
    long floats = model.encoder().architecture().embeddingWidth();
    if (withMaps) {
      floats +=
          IntStream.of(model.encoder().architecture().mapShape())
              .asLongStream()
              .reduce(1, (a, b) -> a * b);
    }
    return images.size() * floats * Float.BYTES;
  }

  private Known known(ImageSet images, boolean withMaps) {
    Known found = known;
    if (found == null || found.images != images || found.version != model.version()) {
      clear();
      found = new Known(images, model, withMaps);
      known = found;
    }
    return found;
  }

  private void fill(Known all, Samples samples, boolean withMaps) {
    int[] missing = new int[samples.size()];
    int count = 0;
    for (int i = 0; i < samples.size(); i++) {
      if (!all.there[samples.indices()[i]]) {
        all.there[samples.indices()[i]] = true;
        missing[count++] = i;
      }
    }
    if (count == 0) {
      return;
    }
    Samples wanted = samples.at(Arrays.copyOf(missing, count));
    Tensor at = Tensors.classes(wanted.indices());
    try (Features made = new FeatureExtractor(model.encoder()).features(wanted, withMaps)) {
      Tensors.of(all.embeddings).index_copy_(0, at, Tensors.of(made.embedding()));
      if (withMaps) {
        Tensor maps = Tensors.of(made.map()).permute(0, 2, 3, 1);
        Tensors.of(all.maps).index_copy_(0, at, maps);
      }
    }
  }
}
