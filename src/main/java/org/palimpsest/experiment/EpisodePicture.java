package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.benchmark.EpisodeSeries;
import org.palimpsest.benchmark.Question;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;

/**
 * Draws a test episode with a learner's answers: a row for each class, its support on the left, and
 * on the right the queries that were taken for it, those of another class framed and crossed out.
 */
final class EpisodePicture {

  /** A row of more would not fit a page. */
  private static final int MOST_SHOTS = 5;

  private static final int MOST_QUERIES = 5;
  private static final int CHANNELS = 3;

  /** A red that is told from the images without its colour too: it is drawn as a cross. */
  private static final float[] WRONG = {0.84f, 0.15f, 0.16f};

  private static final int SMALLEST = 64;
  private static final int MARGIN = 3;
  private static final int THICK = 2;

  private final ImageSet images;

  private EpisodePicture(ImageSet images) {
    this.images = images;
  }

  /** Asks a learner the first episode of each setting. */
  static List<Illustration> of(Benchmark benchmark, Learner learner) {
    return benchmark.episodes().stream().map(series -> of(series, benchmark, learner)).toList();
  }

  private static Illustration of(EpisodeSeries series, Benchmark benchmark, Learner learner) {
    Episode episode = series.episode(0);
    Question question = Question.of(episode);
    Samples query = episode.query();
    int[] winners =
        Evaluator.winners(
            learner.scores(question), query.size(), question.among(), "an image of an episode");
    EpisodePicture picture = new EpisodePicture(query.images());
    int[] shown = shown(query, episode.ways());
    List<INDArray> rows = new ArrayList<>();
    for (int c = 0; c < episode.ways(); c++) {
      rows.add(picture.row(episode, c, shown, winners));
    }
    long right =
        IntStream.range(0, query.size()).filter(i -> winners[i] == query.classes()[i]).count();
    String classes =
        IntStream.of(episode.classes())
            .mapToObj(benchmark::className)
            .collect(Collectors.joining(", "));
    return new Illustration(
        "episode-" + series.setting(),
        String.format(
            Locale.ROOT,
            "The first test episode of %s. A row is a class: its support (at most %d), and after the"
                + " gap the queries that were taken for it; wrong ones are crossed out. At most %d"
                + " queries of each class are shown; of all %d, %d are right. From above: %s.",
            series.setting(),
            MOST_SHOTS,
            MOST_QUERIES,
            query.size(),
            right,
            classes),
        rows);
  }

  /** Positions of the first queries of each class. */
  private static int[] shown(Samples query, int ways) {
    int[] taken = new int[ways];
    return IntStream.range(0, query.size())
        .filter(i -> taken[query.classes()[i]]++ < MOST_QUERIES)
        .toArray();
  }

  private INDArray row(Episode episode, int c, int[] shown, int[] winners) {
    Samples support = episode.support();
    List<float[]> tiles = new ArrayList<>();
    IntStream.range(0, support.size())
        .filter(i -> support.classes()[i] == c)
        .limit(MOST_SHOTS)
        .forEach(i -> tiles.add(tile(support.indices()[i], false)));
    tiles.add(blank());
    Samples query = episode.query();
    for (boolean wrong : new boolean[] {false, true}) {
      IntStream.of(shown)
          .filter(i -> winners[i] == c && (query.classes()[i] != c) == wrong)
          .forEach(i -> tiles.add(tile(query.indices()[i], wrong)));
    }
    INDArray row = Nd4j.create(tiles.size(), CHANNELS, height(), width());
    int size = CHANNELS * height() * width();
    float[] all = new float[tiles.size() * size];
    for (int i = 0; i < tiles.size(); i++) {
      System.arraycopy(tiles.get(i), 0, all, i * size, size);
    }
    row.data().setData(all);
    return row;
  }

  private float[] blank() {
    float[] tile = new float[CHANNELS * height() * width()];
    Arrays.fill(tile, 1);
    return tile;
  }

  /** An image in a frame, with room between the frame and itself. */
  private float[] tile(int image, boolean wrong) {
    byte[] pixels = images.image(image);
    int plane = images.height() * images.width();
    float[] tile = blank();
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        int row = (y - MARGIN) / factor();
        int column = (x - MARGIN) / factor();
        boolean inside =
            y >= MARGIN && x >= MARGIN && row < images.height() && column < images.width();
        boolean marked = wrong && (!inside || isOnCross(x, y));
        for (int k = 0; k < CHANNELS && (inside || marked); k++) {
          int channel = images.channels() == 1 ? 0 : k;
          int at = channel * plane + row * images.width() + column;
          tile[(k * height() + y) * width() + x] = marked ? WRONG[k] : (pixels[at] & 0xff) / 255f;
        }
      }
    }
    return tile;
  }

  /** Both diagonals of the tile, whatever its shape. */
  private boolean isOnCross(int x, int y) {
    int diagonal = y * width() / height();
    return Math.abs(x - diagonal) < THICK || Math.abs(width() - 1 - x - diagonal) < THICK;
  }

  private int height() {
    return images.height() * factor() + 2 * MARGIN;
  }

  private int width() {
    return images.width() * factor() + 2 * MARGIN;
  }

  /** Small images are enlarged, so that a cross does not hide them. */
  private int factor() {
    return Math.max(1, SMALLEST / Math.max(images.height(), images.width()));
  }
}
