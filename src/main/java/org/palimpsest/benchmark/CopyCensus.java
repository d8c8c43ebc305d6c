package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;

/**
 * Counts images that are pixel for pixel another image of the benchmark. Where the same images come
 * in several domains, each is looked at once, as it is stored: that it comes again is the point.
 */
final class CopyCensus {

  /** The share of copies from which on they are a leak rather than a data set's blemish. */
  static final double MOST_COPIES = 0.01;

  /** How many pairs of each kind are named. */
  private static final int SHOWN = 5;

  /** One content, and in which roles it occurs. */
  private static final class Content {
    private int train;
    private int test;
    private boolean validation;
    private int firstTrainSession = Integer.MAX_VALUE;

    /** The first image in each role, for people. */
    private String trainName = "";

    private String validationName = "";

    /** Classes under which it is learnt; mostly one. */
    private final List<Integer> trainClasses = new ArrayList<>(1);
  }

  private final ContentGroups groups = new ContentGroups();
  private final Map<Integer, Content> contents = new HashMap<>();
  private final Map<String, Integer> copies = new LinkedHashMap<>();

  /** Pairs of copies by their kind, as many as a person reads. */
  private final Map<String, List<String>> examples = new LinkedHashMap<>();

  private final BitSet trained = new BitSet();
  private final BitSet heldOut = new BitSet();
  private final BitSet tested = new BitSet();
  private int trainImages;
  private int validationImages;
  private int testImages;

  private CopyCensus() {
    for (String key :
        List.of(
            Verdict.TEST_IN_TRAINING,
            Verdict.TEST_IN_TRAINING_OTHER_CLASS,
            Verdict.TEST_IN_VALIDATION,
            Verdict.VALIDATION_IN_TRAINING,
            Verdict.NOVEL_IN_EARLIER_TRAINING,
            Verdict.REPEATED_IN_TRAINING,
            Verdict.REPEATED_IN_TEST)) {
      copies.put(key, 0);
    }
  }

  static CopyCensus of(Benchmark benchmark) {
    CopyCensus census = new CopyCensus();
    benchmark.sessions().forEach(census::train);
    benchmark.sessions().forEach(session -> census.validation(session.validation()));
    benchmark.sessions().forEach(session -> census.test(session.test()));
    return census;
  }

  int trainImages() {
    return trainImages;
  }

  int validationImages() {
    return validationImages;
  }

  int testImages() {
    return testImages;
  }

  Map<String, Integer> copies() {
    return copies;
  }

  /**
   * Where so many test images were learnt or chosen by that the accuracy is about memory. Published
   * data sets have some copies of their own: CIFAR-100, the worst, has 1 in a thousand.
   */
  List<String> violations() {
    List<String> violations = new ArrayList<>();
    Map<String, String> roles =
        Map.of(Verdict.TEST_IN_TRAINING, "training", Verdict.TEST_IN_VALIDATION, "validation");
    for (String key : List.of(Verdict.TEST_IN_TRAINING, Verdict.TEST_IN_VALIDATION)) {
      int count = copies.getOrDefault(key, 0);
      if (count > MOST_COPIES * testImages) {
        violations.add(
            String.format(
                Locale.ROOT,
                "%d of %d test images (%.1f %%, at most %.0f %% is let pass) are exact copies of %s"
                    + " images",
                count,
                testImages,
                100.0 * count / testImages,
                100 * MOST_COPIES,
                roles.get(key)));
      }
    }
    return violations;
  }

  /** Sentences for the counts that are not 0. */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    say(
        findings,
        Verdict.TEST_IN_TRAINING,
        "of %d test images are exact copies of training images, %d of them under another class"
            .formatted(testImages, copies.getOrDefault(Verdict.TEST_IN_TRAINING_OTHER_CLASS, 0)));
    say(
        findings,
        Verdict.TEST_IN_VALIDATION,
        "of %d test images are exact copies of validation images".formatted(testImages));
    say(
        findings,
        Verdict.VALIDATION_IN_TRAINING,
        "of %d validation images are exact copies of training images".formatted(validationImages));
    say(
        findings,
        Verdict.NOVEL_IN_EARLIER_TRAINING,
        "training images of novel sessions are exact copies of an earlier session's");
    say(
        findings,
        Verdict.REPEATED_IN_TRAINING,
        "of %d training images repeat another one".formatted(trainImages));
    say(
        findings,
        Verdict.REPEATED_IN_TEST,
        "of %d test images repeat another one".formatted(testImages));
    return findings;
  }

  private void say(List<String> findings, String key, String what) {
    int count = copies.getOrDefault(key, 0);
    if (count > 0) {
      List<String> named = examples.getOrDefault(key, List.of());
      String such = named.isEmpty() ? "" : ", such as " + String.join("; ", named);
      findings.add("%d %s%s".formatted(count, what, such));
    }
  }

  private void train(Session session) {
    Samples samples = session.train();
    trainImages += samples.size();
    for (int i = 0; i < samples.size(); i++) {
      if (isAgain(samples, i, trained)) {
        continue;
      }
      Content content = content(samples, i);
      if (content.train == 0) {
        content.trainName = name(samples, i, "training");
      }
      if (content.train++ > 0) {
        count(Verdict.REPEATED_IN_TRAINING);
      }
      if (content.firstTrainSession < session.index()) {
        count(Verdict.NOVEL_IN_EARLIER_TRAINING);
      }
      content.firstTrainSession = Math.min(content.firstTrainSession, session.index());
      if (!content.trainClasses.contains(samples.classes()[i])) {
        content.trainClasses.add(samples.classes()[i]);
      }
    }
  }

  private void validation(Samples samples) {
    validationImages += samples.size();
    for (int i = 0; i < samples.size(); i++) {
      if (isAgain(samples, i, heldOut)) {
        continue;
      }
      Content content = content(samples, i);
      content.validationName = name(samples, i, "validation");
      content.validation = true;
      if (content.train > 0) {
        count(Verdict.VALIDATION_IN_TRAINING);
        example(Verdict.VALIDATION_IN_TRAINING, content.validationName, content.trainName);
      }
    }
  }

  private void test(Samples samples) {
    testImages += samples.size();
    for (int i = 0; i < samples.size(); i++) {
      if (isAgain(samples, i, tested)) {
        continue;
      }
      Content content = content(samples, i);
      if (content.test++ > 0) {
        count(Verdict.REPEATED_IN_TEST);
      }
      if (content.validation) {
        count(Verdict.TEST_IN_VALIDATION);
        example(Verdict.TEST_IN_VALIDATION, name(samples, i, "test"), content.validationName);
      }
      if (content.train > 0) {
        count(Verdict.TEST_IN_TRAINING);
        example(Verdict.TEST_IN_TRAINING, name(samples, i, "test"), content.trainName);
        if (!content.trainClasses.contains(samples.classes()[i])) {
          count(Verdict.TEST_IN_TRAINING_OTHER_CLASS);
        }
      }
    }
  }

  /** Whether an image was looked at before, in this role but in another domain. */
  private static boolean isAgain(Samples samples, int i, BitSet before) {
    if (samples.images().domains() == 1) {
      return false;
    }
    int stored = samples.images().storedImage(samples.indices()[i]);
    boolean again = before.get(stored);
    before.set(stored);
    return again;
  }

  private Content content(Samples samples, int i) {
    ImageSet images = samples.images();
    int stored = images.storedImage(samples.indices()[i]);
    return contents.computeIfAbsent(groups.of(images.stored(), stored), group -> new Content());
  }

  /** An image by its place among those of its set and its class, such as "test image 12 (seal)". */
  private static String name(Samples samples, int i, String role) {
    ImageSet images = samples.images();
    int image = samples.indices()[i];
    return "%s image %d (%s)".formatted(role, image, images.classNames().get(images.label(image)));
  }

  private void example(String key, String copy, String original) {
    List<String> named = examples.computeIfAbsent(key, k -> new ArrayList<>());
    if (named.size() < SHOWN) {
      named.add(copy + " = " + original);
    }
  }

  private void count(String key) {
    copies.merge(key, 1, Integer::sum);
  }
}
