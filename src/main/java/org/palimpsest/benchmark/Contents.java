package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.ContentDigest;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;

/**
 * What a benchmark's images are, as they were decoded: SHA-256 over pixels, sizes and classes. Two
 * benchmarks with equal digests show a learner and its examiner the same, whatever files, folders
 * and indices the images come from; where one pixel differs, a digest does.
 *
 * @param dataset over all images of the data set with their labels, the names of the classes and
 *     the normalisation
 * @param sessions of each session, in order
 */
public record Contents(String dataset, List<OfSession> sessions) {

  /**
   * Of the images of one session in each role, with the class number of each; in lower-case
   * hexadecimal.
   */
  public record OfSession(String train, String validation, String test) {}

  public Contents {
    sessions = List.copyOf(sessions);
  }

  /** Reads all images once. */
  public static Contents of(Benchmark benchmark) {
    List<OfSession> sessions = new ArrayList<>();
    for (Session session : benchmark.sessions()) {
      sessions.add(
          new OfSession(of(session.train()), of(session.validation()), of(session.test())));
    }
    return new Contents(of(benchmark.dataset()), sessions);
  }

  /**
   * Everything that the data can do to the bits of a stage of a session: that session's images and
   * all earlier ones, and how pixels are normalised. One line of text.
   *
   * @param session index, from 0
   */
  public static String key(Benchmark benchmark, int session) {
    ContentDigest digest = new ContentDigest().add(benchmark.dataset().normalization());
    for (Session earlier : benchmark.sessions().subList(0, session + 1)) {
      digest
          .add(earlier.index())
          .add(earlier.classes().toArray())
          .add(earlier.train())
          .add(earlier.validation())
          .add(earlier.test());
    }
    return "images " + digest.hex();
  }

  private static String of(Samples samples) {
    return new ContentDigest().add(samples).hex();
  }

  private static String of(Dataset dataset) {
    ContentDigest digest = new ContentDigest().add(dataset.normalization());
    dataset.train().classNames().forEach(digest::add);
    for (ImageSet images : List.of(dataset.train(), dataset.test())) {
      int[] labels = new int[images.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = images.label(i);
        digest.add(images, i);
      }
      digest.add(labels);
    }
    return digest.hex();
  }
}
