package org.palimpsest.benchmark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the {@link LeakageAudit} found; stored with the run.
 *
 * <p>A <em>violation</em> is a leak that the way the benchmark was cut made: an image in two roles,
 * a class or shot before its session, an episode outside the base classes, or more than one test
 * image in a hundred that is pixel for pixel a training or validation image. A <em>finding</em> is
 * something that a reader of the results should know but that lies in the data set itself: exact
 * copies of images under different indices. The official CIFAR-100, for instance, has test images
 * that are also training images, some under another label; every published number includes them, so
 * they do not make a run unclean, but they are counted.
 *
 * @param clean whether there are no violations
 * @param violations leaks, each with how many images and an example
 * @param findings what else a reader should know
 * @param trainImages learnt from, over all sessions
 * @param validationImages held out, over all sessions
 * @param testImages over all sessions
 * @param copies images by how their exact copies lie, see the constants; all keys always present
 */
public record Verdict(
    boolean clean,
    List<String> violations,
    List<String> findings,
    int trainImages,
    int validationImages,
    int testImages,
    Map<String, Integer> copies) {

  /** Test images that are pixel for pixel training images. */
  public static final String TEST_IN_TRAINING = "test_in_training";

  /** Those of them whose class is not that of any such training image. */
  public static final String TEST_IN_TRAINING_OTHER_CLASS = "test_in_training_other_class";

  /** Test images that are pixel for pixel validation images. */
  public static final String TEST_IN_VALIDATION = "test_in_validation";

  /** Validation images that are pixel for pixel training images. */
  public static final String VALIDATION_IN_TRAINING = "validation_in_training";

  /** Training images of novel sessions that are pixel for pixel those of an earlier session. */
  public static final String NOVEL_IN_EARLIER_TRAINING = "novel_in_earlier_training";

  /** Training images that repeat another one. */
  public static final String REPEATED_IN_TRAINING = "repeated_in_training";

  /** Test images that repeat another one. */
  public static final String REPEATED_IN_TEST = "repeated_in_test";

  public Verdict {
    violations = List.copyOf(violations);
    findings = List.copyOf(findings);
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
  }
}
