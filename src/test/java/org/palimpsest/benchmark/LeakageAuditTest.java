package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

class LeakageAuditTest {

  private static final Dataset TOY = Toys.dataset(6, 10, 2);
  private static final Benchmark CLEAN = Benchmarks.build(TOY, Toys.spec(2, 2, 2, 3), new Seeds(1));

  @Test
  void aBenchmarkFromHereIsClean() {
    Verdict verdict = LeakageAudit.of(CLEAN, session(0).train());
    assertThat(verdict.clean()).isTrue();
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.trainImages()).isEqualTo(20 + 2 * 6);
    assertThat(verdict.testImages()).isEqualTo(12);
    assertThat(verdict.copies()).hasSize(7).allSatisfy((k, v) -> assertThat(v).isZero());
  }

  @Test
  void findsTestImagesInTraining() {
    Session base = session(0);
    violates(
        with(0, base.train(), base.validation(), base.train()), "not from the data set's test");
    violates(
        with(0, base.test(), base.validation(), base.test()),
        "training images of session 0 are not from");
  }

  @Test
  void findsAnImageInTwoRoles() {
    Session base = session(0);
    Samples some = base.train().at(new int[] {4, 5});
    violates(
        with(0, base.train(), some, base.test()),
        "2 of the validation images of session 0 are also among the training images of session 0,"
            + " such as image 24");
  }

  @Test
  void findsAShotBeforeItsSession() {
    Samples base = session(0).train();
    Samples shots = session(1).train();
    Samples early =
        new Samples(
            base.images(),
            joined(base.indices(), shots.indices()),
            joined(base.classes(), shots.classes()),
            base.normalization());
    Benchmark leaky = with(0, early, session(0).validation(), session(0).test());
    violates(leaky, "6 of the training images of session 0 belong to another session's classes");
    violates(leaky, "6 of the training images of session 1 are also among the training images of");
  }

  @Test
  void findsImagesUnderAForeignLabel() {
    Samples base = session(0).train();
    int[] swapped = IntStream.of(base.classes()).map(c -> 1 - c).toArray();
    violates(
        with(
            0,
            new Samples(base.images(), base.indices(), swapped, base.normalization()),
            session(0).validation(),
            session(0).test()),
        "20 of the training images of session 0 do not have their class's label");
  }

  @Test
  void findsSessionsThatShareClasses() {
    Session first = session(1);
    List<Session> sessions = new ArrayList<>(CLEAN.sessions());
    sessions.set(2, first);
    violates(
        new Benchmark(TOY, CLEAN.order(), sessions),
        "classes of session 2 were in an earlier session");
  }

  @Test
  void findsEpisodesOutsideTheBaseClasses() {
    assertThat(LeakageAudit.of(CLEAN, session(0).train(), session(1).train()).violations())
        .singleElement()
        .asString()
        .contains("6 of the images for training episodes are not training images of the base");
    assertThat(LeakageAudit.of(CLEAN, session(0).test()).clean()).isFalse();
  }

  @Test
  void aFewCopiesInTheDataSetAreNoLeakButManyAre() {
    // Image i of training has content i; the first images of the test set repeat training images.
    assertThat(LeakageAudit.of(withCopies(200, 2)).violations()).isEmpty();
    assertThat(LeakageAudit.of(withCopies(200, 2)).clean()).isTrue();
    Verdict verdict = LeakageAudit.of(withCopies(200, 3));
    assertThat(verdict.clean()).isFalse();
    assertThat(verdict.violations())
        .containsExactly(
            "3 of 200 test images (1.5 %, at most 1 % is let pass) are exact copies of training"
                + " images");
  }

  private static Benchmark withCopies(int testImages, int copies) {
    int[] test = IntStream.range(0, testImages).map(i -> i < copies ? i : 2_000 + i).toArray();
    int[] train = IntStream.range(0, 100).toArray();
    return Benchmarks.build(
        Toys.dataset(Toys.pictures(2, train), Toys.pictures(2, test)),
        Toys.spec(2, 0, 1, 1),
        new Seeds(1));
  }

  @Test
  void countsCopiesInTheDataSet() {
    // Two classes; contents by hand. Labels take turns: 0, 1, 0, 1, ...
    ImageSet train = Toys.pictures(2, 10, 11, 12, 13, 10, 13);
    ImageSet test = Toys.pictures(2, 12, 10, 20, 20);
    Benchmark benchmark =
        Benchmarks.build(Toys.dataset(train, test), Toys.spec(2, 0, 1, 1), new Seeds(1));
    Verdict verdict = LeakageAudit.of(benchmark);
    assertThat(verdict.copies())
        .containsEntry(Verdict.TEST_IN_TRAINING, 2) // 12 and 10
        .containsEntry(Verdict.TEST_IN_TRAINING_OTHER_CLASS, 1) // 10 is learnt as class 0 only
        .containsEntry(Verdict.REPEATED_IN_TRAINING, 2) // 10 and 13
        .containsEntry(Verdict.REPEATED_IN_TEST, 1);
    assertThat(verdict.findings())
        .contains(
            "2 of 4 test images are exact copies of training images, 1 of them under another"
                + " class, such as test image 0 (c0) = training image 2 (c0); test image 1 (c1) ="
                + " training image 0 (c0)",
            "2 of 6 training images repeat another one");
  }

  @Test
  void countsShotsWhosePictureWasLearntBefore() {
    ImageSet train = Toys.pictures(2, 10, 10);
    Benchmark benchmark =
        Benchmarks.build(
            Toys.dataset(train, Toys.images(2, 2, 100)), Toys.spec(1, 1, 1, 1), new Seeds(1));
    assertThat(LeakageAudit.of(benchmark).copies())
        .containsEntry(Verdict.NOVEL_IN_EARLIER_TRAINING, 1);
  }

  @Test
  void saysWhichClassesAreInNoSession() {
    Benchmark some = Benchmarks.build(TOY, Toys.spec(2, 1, 2, 3), new Seeds(1));
    assertThat(LeakageAudit.of(some).findings())
        .containsExactly("2 of the data set's 6 classes are in no session");
  }

  @Test
  void isFastOnSixtyThousandImages() {
    ImageSet train = photographs(50_000, 1);
    ImageSet test = photographs(10_000, 2);
    Dataset dataset = new Dataset("big", train, test, Normalization.identity(3), "00");
    Benchmark benchmark = Benchmarks.build(dataset, Toys.allImages(10, 0, 1, 0), new Seeds(1));
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    Verdict verdict = LeakageAudit.of(benchmark, benchmark.sessions().get(0).train());
    double seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
    assertThat(verdict.clean()).isTrue();
    assertThat(verdict.findings()).isEmpty();
    // about 0.25 s in a fresh JVM, 0.15 s later
    assertThat(seconds).as("CPU seconds").isLessThan(1);
  }

  private static ImageSet photographs(int count, long seed) {
    byte[] pixels = new byte[count * 3072];
    new Random(seed).nextBytes(pixels);
    int[] labels = IntStream.range(0, count).map(i -> i % 10).toArray();
    return new ImageSet(
        pixels, labels, 3, 32, 32, IntStream.range(0, 10).mapToObj(c -> "c" + c).toList());
  }

  private static void violates(Benchmark benchmark, String message) {
    Verdict verdict = LeakageAudit.of(benchmark);
    assertThat(verdict.clean()).isFalse();
    assertThat(verdict.violations()).anySatisfy(v -> assertThat(v).contains(message));
  }

  private static Session session(int index) {
    return CLEAN.sessions().get(index);
  }

  private static Benchmark with(int index, Samples train, Samples validation, Samples test) {
    List<Session> sessions = new ArrayList<>(CLEAN.sessions());
    Session s = sessions.get(index);
    sessions.set(index, new Session(s.index(), s.classes(), s.earlier(), train, validation, test));
    return new Benchmark(TOY, CLEAN.order(), sessions);
  }

  private static int[] joined(int[] first, int[] second) {
    int[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
