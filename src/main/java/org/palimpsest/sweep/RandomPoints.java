package org.palimpsest.sweep;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.apache.commons.math3.random.RandomVectorGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Seeds;

/**
 * Points drawn from ranges. The first points of a longer sequence are those of a shorter one.
 *
 * <p>Sobol's and Halton's sequences fill the ranges evenly; the seed shifts them as a whole, modulo
 * the ranges (Cranley and Patterson, "Randomization of Number Theoretic Methods for Multiple
 * Integration", SIAM J. Numer. Anal. 13(6), 1976).
 */
final class RandomPoints {

  static final int MOST = 100_000;

  /** How points follow each other. */
  enum Sequence {
    SOBOL(1000) {
      @Override
      RandomVectorGenerator start(int dimensions, RandomGenerator random) {
        return shifted(new SobolSequenceGenerator(dimensions), dimensions, random);
      }
    },
    HALTON(40) {
      @Override
      RandomVectorGenerator start(int dimensions, RandomGenerator random) {
        return shifted(new HaltonSequenceGenerator(dimensions), dimensions, random);
      }
    },
    RANDOM(Integer.MAX_VALUE) {
      @Override
      RandomVectorGenerator start(int dimensions, RandomGenerator random) {
        return () -> random.doubles(dimensions).toArray();
      }
    };

    private final int mostDimensions;

    Sequence(int mostDimensions) {
      this.mostDimensions = mostDimensions;
    }

    /** How many ranges it can fill. */
    int mostDimensions() {
      return mostDimensions;
    }

    /** Vectors of shares in [0, 1). */
    abstract RandomVectorGenerator start(int dimensions, RandomGenerator random);

    static Sequence read(Section random) {
      List<String> names = Stream.of(values()).map(Sequence::word).toList();
      String word = random.oneOf("sequence", names);
      return Stream.of(values()).filter(s -> s.word().equals(word)).findFirst().orElseThrow();
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static RandomVectorGenerator shifted(
        RandomVectorGenerator sequence, int dimensions, RandomGenerator random) {
      double[] shift = random.doubles(dimensions).toArray();
      return () -> {
        double[] vector = sequence.nextVector();
        for (int d = 0; d < vector.length; d++) {
          vector[d] = (vector[d] + shift[d]) % 1.0;
        }
        return vector;
      };
    }
  }

  private RandomPoints() {}

  /**
   * Draws points.
   *
   * @param ranges by path, at most as many as the sequence can fill
   */
  static List<Point> draw(Map<String, Range> ranges, int samples, Sequence sequence, long seed) {
    RandomVectorGenerator shares =
        sequence.start(ranges.size(), new Seeds(seed).generator("sweep"));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      double[] vector = shares.nextVector();
      Map<String, ConfigValue> settings = new LinkedHashMap<>();
      int d = 0;
      for (Map.Entry<String, Range> range : ranges.entrySet()) {
        settings.put(range.getKey(), range.getValue().at(vector[d++]));
      }
      points.add(new Point(settings));
    }
    return points;
  }
}
