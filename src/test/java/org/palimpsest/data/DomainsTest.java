package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Seeds;

class DomainsTest {

  private static final Seeds SEEDS = new Seeds(11);

  private static ImageSet noise(int images, int channels, int height, int width, long seed) {
    byte[] pixels = new byte[images * channels * height * width];
    new Random(seed).nextBytes(pixels);
    int[] labels = IntStream.range(0, images).map(i -> i % 3).toArray();
    return new ImageSet(pixels, labels, channels, height, width, List.of("a", "b", "c"));
  }

  private static Dataset dataset(int channels, int height, int width) {
    return new Dataset(
        "noise",
        noise(6, channels, height, width, 1),
        noise(3, channels, height, width, 2),
        Normalization.identity(channels),
        "00");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] applied(ImageTransform transform, int channels, byte[] image) {
    byte[] made = new byte[channels * transform.height() * transform.width()];
    Arrays.fill(made, (byte) 77); // must all be overwritten
    transform.apply(image, 0, made);
    return made;
  }

  @Test
  void aQuarterTurnGoesCounterClockwise() {
    byte[] image =
        bytes(
            1, 2, 3, //
            4, 5, 6, //
            7, 8, 9);
    assertThat(applied(new ImageRotation(1, 3, 3, 90), 1, image))
        .containsExactly(
            3, 6, 9, //
            2, 5, 8, //
            1, 4, 7);
    assertThat(applied(new ImageRotation(1, 3, 3, -270), 1, image))
        .isEqualTo(applied(new ImageRotation(1, 3, 3, 90), 1, image));
    assertThat(applied(new ImageRotation(1, 3, 3, 180), 1, image))
        .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(applied(new ImageRotation(1, 3, 3, 0), 1, image)).isEqualTo(image);
  }

  @Test
  void aTurnBetweenPixelsInterpolatesAndLeavesBlackOutside() {
    // 2 x 2, turned by 45 degrees: each corner of the result falls on the middle of an edge, half
    // a pixel and 0.207 of one from the centre: x = 0.5 + sqrt(1/2) = 1.207 is outside by 0.207.
    byte[] made = applied(new ImageRotation(1, 2, 2, 45), 1, bytes(200, 200, 100, 100));
    // Right above becomes the right edge: between 200 and 100, weighted 203/256 inside.
    assertThat(made[1] & 0xff).isEqualTo((203 * 128 * (200 + 100) + 32768) / 65536);
    // Left above becomes the upper edge, all 200.
    assertThat(made[0] & 0xff).isEqualTo((203 * 256 * 200 + 32768) / 65536);
  }

  @Test
  void aBrightImageStaysBrightInside() {
    byte[] white = new byte[28 * 28];
    Arrays.fill(white, (byte) 255);
    for (double angle = 0; angle < 180; angle += 7.3) {
      byte[] made = applied(new ImageRotation(1, 28, 28, angle), 1, white);
      assertThat(made[14 * 28 + 14] & 0xff).isEqualTo(255);
    }
  }

  @Test
  void aPermutationKeepsEveryPixelAndMovesChannelsTogether() {
    var permutation = PixelPermutation.random(2, 4, 5, 0, SEEDS.generator("permutation", 1));
    int[] pixels = IntStream.range(0, 40).map(i -> i < 20 ? i : 100 + i - 20).toArray();
    byte[] made = applied(permutation, 2, bytes(pixels));
    assertThat(made).isNotEqualTo(bytes(pixels)).containsExactlyInAnyOrder(bytes(pixels));
    for (int i = 0; i < 20; i++) {
      assertThat(made[20 + i]).isEqualTo((byte) (made[i] + 100));
    }
  }

  @Test
  void paddingIsBlackAndTakesPartInThePermutation() {
    byte[] image = bytes(1, 2, 3, 4);
    assertThat(applied(PixelPermutation.none(1, 2, 2, 1), 1, image))
        .containsExactly(0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0);
    byte[] moved =
        applied(PixelPermutation.random(1, 2, 2, 1, SEEDS.generator("permutation", 0)), 1, image);
    byte[] sorted = moved.clone();
    Arrays.sort(sorted);
    assertThat(sorted).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    assertThat(moved).isNotEqualTo(applied(PixelPermutation.none(1, 2, 2, 1), 1, image));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyPermutationIsAsLikelyAsEveryOther(long seed) {
    // 3 pixels, 6 permutations, 6,000 draws: chi-square with 5 degrees, 99.99 % point 25.7
    int[] counts = new int[6];
    for (int n = 0; n < 6000; n++) {
      var random = new Seeds(seed).generator("permutation", n);
      byte[] made = applied(PixelPermutation.random(1, 1, 3, 0, random), 1, bytes(0, 1, 2));
      counts[made[0] * 2 + (made[1] > made[2] ? 1 : 0)]++;
    }
    double chiSquare =
        IntStream.of(counts).mapToDouble(c -> (c - 1000.0) * (c - 1000.0) / 1000).sum();
    assertThat(chiSquare).isLessThan(25.7);
  }

  @Test
  void eachDomainHasItsOwnIndicesLabelsAndPixels() {
    Dataset dataset = dataset(1, 4, 4);
    Dataset permuted = Domains.permuted(dataset, 3, 0, true, SEEDS);
    ImageSet train = permuted.train();
    assertThat(train.size()).isEqualTo(18);
    assertThat(train.domains()).isEqualTo(3);
    assertThat(train.imagesPerDomain()).isEqualTo(6);
    for (int i = 0; i < 18; i++) {
      assertThat(train.label(i)).isEqualTo(dataset.train().label(i % 6));
    }
    assertThat(train.imagesOf(1)).containsExactly(1, 4, 7, 10, 13, 16);
    assertThat(train.image(4)).isEqualTo(dataset.train().image(4));
    assertThat(train.image(10)).isNotEqualTo(train.image(4)).isNotEqualTo(train.image(16));
    assertThat(train.image(10)).containsExactlyInAnyOrder(train.image(4));
    assertThat(permuted.classes()).isEqualTo(3);
  }

  @Test
  void trainingAndTestImagesOfADomainAreMadeTheSameWay() {
    ImageSet same = noise(4, 1, 5, 5, 9);
    Dataset dataset = new Dataset("same", same, same, Normalization.identity(1), "00");
    Dataset permuted = Domains.permuted(dataset, 4, 1, false, SEEDS);
    Dataset rotated = Domains.rotated(dataset, Domains.angles(4, 180, SEEDS));
    for (int i = 0; i < 16; i++) {
      assertThat(permuted.train().image(i)).isEqualTo(permuted.test().image(i));
      assertThat(rotated.train().image(i)).isEqualTo(rotated.test().image(i));
    }
  }

  @Test
  void theSameSeedGivesTheSameDomainsAndMoreOfThemChangeNone() {
    Dataset dataset = dataset(1, 4, 4);
    ImageSet few = Domains.permuted(dataset, 2, 0, false, SEEDS).train();
    ImageSet many = Domains.permuted(dataset, 5, 0, false, SEEDS).train();
    ImageSet other = Domains.permuted(dataset, 2, 0, false, new Seeds(12)).train();
    for (int i = 0; i < few.size(); i++) {
      assertThat(few.image(i)).isEqualTo(many.image(i)).isNotEqualTo(other.image(i));
    }
    assertThat(Domains.angles(5, 180, SEEDS).subList(0, 2))
        .isEqualTo(Domains.angles(2, 180, SEEDS))
        .allSatisfy(angle -> assertThat(angle).isBetween(0.0, 180.0));
  }

  @Test
  void batchesReadThroughTheDomain() {
    Dataset rotated = Domains.rotated(dataset(3, 6, 6), List.of(0.0, 30.0, 180.0));
    int[] indices = {17, 2, 8, 8, 0, 13};
    var augmentation = new Augmentation(1, true);
    // The same images, stored as they are made.
    byte[] stored = new byte[18 * 108];
    for (int i = 0; i < 18; i++) {
      System.arraycopy(rotated.train().image(i), 0, stored, i * 108, 108);
    }
    int[] labels = IntStream.range(0, 18).map(i -> rotated.train().label(i)).toArray();
    ImageSet plain = new ImageSet(stored, labels, 3, 6, 6, rotated.train().classNames());
    try (INDArray made =
            Batches.augmented(
                rotated.train(),
                indices,
                rotated.normalization(),
                augmentation,
                SEEDS.generator("augment", 0));
        INDArray read =
            Batches.augmented(
                plain,
                indices,
                rotated.normalization(),
                augmentation,
                SEEDS.generator("augment", 0))) {
      assertThat(made.data().asFloat()).isEqualTo(read.data().asFloat());
    }
    assertThat(Normalization.of(rotated.train())).isEqualTo(Normalization.of(plain));
  }

  @Test
  void digestsTellImagesAndDomainsApart() {
    Dataset dataset = dataset(1, 4, 4);
    ImageSet permuted = Domains.permuted(dataset, 3, 0, false, SEEDS).train();
    ImageSet again = Domains.permuted(dataset, 5, 0, false, SEEDS).train();
    ImageSet rotated = Domains.rotated(dataset, List.of(0.0, 45.0, 90.0)).train();
    Set<ByteBuffer> digests = new HashSet<>();
    for (int i = 0; i < 18; i++) {
      assertThat(permuted.digest(i).remaining()).isEqualTo(32);
      assertThat(permuted.digest(i)).isEqualTo(again.digest(i));
      digests.add(permuted.digest(i));
      digests.add(rotated.digest(i));
    }
    assertThat(digests).hasSize(36);
    assertThat(rotated.stored()).isSameAs(dataset.train());
    assertThat(rotated.storedImage(16)).isEqualTo(4);
    assertThat(dataset.train().stored()).isSameAs(dataset.train());
  }

  @Test
  void refusesDomainsOfDomainsAndOfDifferentSizes() {
    ImageSet images = noise(2, 1, 4, 4, 1);
    assertThatThrownBy(
            () ->
                images.inDomains(
                    List.of(PixelPermutation.none(1, 4, 4, 0), PixelPermutation.none(1, 4, 4, 2))))
        .hasMessageContaining("differ in size");
    ImageSet twice = images.inDomains(List.of(PixelPermutation.none(1, 4, 4, 0)));
    assertThatThrownBy(() -> twice.inDomains(List.of(PixelPermutation.none(1, 4, 4, 0))))
        .hasMessageContaining("cannot be put into domains again");
    assertThatThrownBy(() -> images.inDomains(List.of())).hasMessageContaining("domains = 0");
    assertThatThrownBy(() -> new ImageRotation(1, 4, 4, Double.NaN)).hasMessageContaining("NaN");
  }
}
