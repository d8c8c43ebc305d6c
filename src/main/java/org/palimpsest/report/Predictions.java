package org.palimpsest.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a model makes of pictures.
 *
 * @param model its name
 * @param how how it answers, in words; may be empty
 * @param classes the scores' order
 * @param pictures in the order in which they were named
 */
public record Predictions(String model, String how, List<String> classes, List<Seen> pictures) {

  /** What a share is, for people. */
  public static final String SHARE =
      "A share is the softmax of the scores: it orders answers, and is no calibrated probability.";

  public Predictions {
    classes = List.copyOf(classes);
    pictures = List.copyOf(pictures);
  }

  /**
   * A picture.
   *
   * @param file as it was named
   * @param scores one for each class, higher is likelier; empty if it could not be read
   * @param bad what is wrong with the file
   * @param folder of the class that the picture's own folder is named after
   * @param preview a small one, for the first pictures
   */
  public record Seen(
      String file,
      List<Double> scores,
      Optional<String> bad,
      OptionalInt folder,
      Optional<BufferedImage> preview) {

    public Seen {
      scores = List.copyOf(scores);
    }

    /** The classes, likeliest first; of equal ones that with the lower number. */
    public List<Integer> ranked() {
      return IntStream.range(0, scores.size())
          .boxed()
          .sorted(Comparator.comparing(scores::get, Comparator.reverseOrder()))
          .toList();
    }

    /** The class that the picture's folder is named after, if the answer is another. */
    OptionalInt missed() {
      boolean other =
          !scores.isEmpty() && folder.isPresent() && ranked().get(0) != folder.getAsInt();
      return other ? folder : OptionalInt.empty();
    }

    /** The softmax of the scores. */
    public List<Double> shares() {
      double most = scores.stream().mapToDouble(Double::doubleValue).max().orElse(0);
      double sum = scores.stream().mapToDouble(score -> Math.exp(score - most)).sum();
      List<Double> shares = new ArrayList<>();
      scores.forEach(score -> shares.add(Math.exp(score - most) / sum));
      return shares;
    }
  }

  /** How many could be read. */
  public long answered() {
    return pictures.stream().filter(seen -> seen.bad().isEmpty()).count();
  }

  /** How often the answer is what the picture's folder is called; empty if not all have one. */
  public Optional<String> agreement() {
    List<Seen> read = pictures.stream().filter(seen -> seen.bad().isEmpty()).toList();
    if (read.isEmpty() || read.stream().anyMatch(seen -> seen.folder().isEmpty())) {
      return Optional.empty();
    }
    long right =
        read.stream().filter(seen -> seen.ranked().get(0) == seen.folder().getAsInt()).count();
    return Optional.of(
        "%d of %d as their folders are named (%.1f %%)"
            .formatted(right, read.size(), 100.0 * right / read.size()));
  }
}
