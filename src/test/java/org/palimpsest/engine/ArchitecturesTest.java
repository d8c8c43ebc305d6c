package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.tensor.ShapeException;

class ArchitecturesTest {

  @Test
  void conv4HasThePublishedNumberOfParameters() {
    // 3*64*9+64 + 3*(64*64*9+64) + 4*128: the 113 thousand of the few-shot literature.
    Architecture conv4 = Architectures.conv4(3, 84, 84, 64, false, 0);
    assertThat(Layout.of(conv4).parameterCount()).isEqualTo(113_088);
    assertThat(conv4.mapShape()).containsExactly(64, 5, 5);
  }

  @Test
  void droppedPoolingsKeepTheLastMapsResolution() {
    assertThat(Architectures.conv4(3, 32, 32, 64, true, 128).mapShape()).containsExactly(64, 8, 8);
    assertThat(Architectures.conv4(3, 32, 32, 64, false, 128).mapShape()).containsExactly(64, 2, 2);
  }

  @Test
  void theDecoderMirrorsEveryHalving() {
    for (boolean drop : List.of(true, false)) {
      Architecture encoder = Architectures.conv4(3, 32, 32, 8, drop, 16);
      assertThat(Architectures.mirroredDecoder(encoder).mapShape()).containsExactly(3, 32, 32);
    }
  }

  @Test
  void theDecoderOfAnUnevenSideIsFittedStepByStep() {
    // 30 -> 15 -> 7, back 14 -> 15 -> 30
    Architecture encoder = Architectures.conv4(1, 30, 30, 8, true, 16);
    Architecture decoder = Architectures.mirroredDecoder(encoder);
    assertThat(decoder.mapShape()).containsExactly(1, 30, 30);
    assertThat(decoder.trunk()).contains(new Layer.Fit(15, 15));
  }

  @Test
  void slotsFollowEachOtherWithoutGaps() {
    Layout layout = Layout.of(Architectures.conv4(3, 32, 32, 8, true, 16));
    long end = 0;
    for (Layout.Slot slot : layout.parameters()) {
      assertThat(slot.offset()).isEqualTo(end);
      end += slot.length();
    }
    assertThat(layout.parameterCount()).isEqualTo(end);
    assertThat(layout.statisticCount()).isEqualTo(4 * 2 * 8);
  }

  @Test
  void refusesImagesTooSmallToHalve() {
    assertThatThrownBy(() -> Architectures.conv4(1, 3, 3, 4, false, 8).mapShape())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("cannot halve");
  }

  @Test
  void refusesBranchesOfDifferentShapes() {
    Layer branch = new Layer.Residual(List.of(new Layer.Convolution(5, 3, 1, 1, true)), List.of());
    assertThatThrownBy(
            () -> new Architecture("bad", 3, 8, 8, List.of(branch), List.of()).mapShape())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[5, 8, 8]")
        .hasMessageContaining("[3, 8, 8]");
  }

  /** Each with the classifier that the published number counts. */
  static Stream<Arguments> publishedNumbers() {
    return Stream.of(
        // Hiller et al., "Rethinking Generalization in Few-Shot Classification", 2022: 12.4 million
        Arguments.of(Architectures.resnet12(3, 84, 84, 0), 0, 12_424_320, 1e5, 124),
        // He et al. 2016, table 6: 0.27 and 0.46 million with 10 classes
        Arguments.of(Architectures.cifarResnet(3, 32, 32, 20, 0), 10, 269_722, 1e4, 27),
        Arguments.of(Architectures.cifarResnet(3, 32, 32, 32, 0), 10, 464_154, 1e4, 46),
        // Yan et al., "DER", CVPR 2021: 11.2 million with 100 classes
        Arguments.of(Architectures.resnet18(3, 32, 32, 0), 100, 11_220_132, 1e5, 112),
        // Han et al. 2015: LeNet-300-100, 267 thousand with 10 classes
        Arguments.of(Architectures.mlp(1, 28, 28, List.of(300, 100), 0), 10, 266_610, 1e3, 267),
        // Blundell et al., "Weight Uncertainty in Neural Networks", 2015, table 1: 2.4 million
        Arguments.of(Architectures.mlp(1, 28, 28, List.of(1200, 1200), 0), 10, 2_395_210, 1e5, 24));
  }

  @ParameterizedTest
  @MethodSource("publishedNumbers")
  void hasThePublishedNumberOfParameters(
      Architecture encoder, int classes, long exactly, double unit, long published) {
    long classifier = classes == 0 ? 0 : (encoder.embeddingWidth() + 1L) * classes;
    long parameters = Layout.of(encoder).parameterCount() + classifier;
    assertThat(parameters).isEqualTo(exactly);
    assertThat(Math.round((double) parameters / unit)).isEqualTo(published);
  }

  @Test
  void resnet18DiffersFromTheImageNetFormInItsStemAndClassifierOnly() {
    long encoder = Layout.of(Architectures.resnet18(3, 32, 32, 0)).parameterCount();
    // 7x7 instead of 3x3 in the first convolution, and 1000 classes: torchvision's 11,689,512.
    assertThat(encoder + 3 * 64 * (49 - 9) + (512 + 1) * 1000).isEqualTo(11_689_512);
  }

  @Test
  void theEmbeddingIsTheAverageOfTheMapUnlessThereIsADenseLayer() {
    Architecture plain = Architectures.resnet12(3, 84, 84, 0);
    assertThat(plain.mapShape()).containsExactly(640, 5, 5);
    assertThat(plain.embeddingWidth()).isEqualTo(640);
    assertThat(Architectures.resnet12(3, 84, 84, 32).embeddingWidth()).isEqualTo(32);
    Architecture resnet20 = Architectures.cifarResnet(3, 32, 32, 20, 0);
    assertThat(resnet20.mapShape()).containsExactly(64, 8, 8);
    assertThat(resnet20.embeddingWidth()).isEqualTo(64);
    Architecture resnet18 = Architectures.resnet18(3, 32, 32, 0);
    assertThat(resnet18.mapShape()).containsExactly(512, 4, 4);
    assertThat(resnet18.embeddingWidth()).isEqualTo(512);
    Architecture mlp = Architectures.mlp(1, 8, 8, List.of(50, 20), 0);
    assertThat(mlp.mapShape()).containsExactly(20, 1, 1);
    assertThat(mlp.embeddingWidth()).isEqualTo(20);
    assertThat(Architectures.conv4(1, 8, 8, 4, true, 0).embeddingWidth()).isEqualTo(4 * 2 * 2);
  }

  static Stream<Architecture> encoders() {
    return Stream.of(8, 15, 28, 32)
        .flatMap(
            side ->
                Stream.of(
                    Architectures.conv4(3, side, side, 8, true, 16),
                    Architectures.conv4(3, side, side + 1, 8, true, 16),
                    Architectures.cifarResnet(3, side, side, 20, 0),
                    Architectures.resnet18(3, side, side, 0),
                    Architectures.mlp(3, side, side, List.of(20, 10), 0)));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theDecoderGivesBackTheImagesShape(Architecture encoder) {
    Architecture decoder = Architectures.mirroredDecoder(encoder);
    assertThat(new int[] {decoder.channels(), decoder.height(), decoder.width()})
        .isEqualTo(encoder.mapShape());
    assertThat(decoder.mapShape())
        .containsExactly(encoder.channels(), encoder.height(), encoder.width());
  }

  @Test
  void theDecoderOfResnet12NarrowsAsTheEncoderWidens() {
    Architecture decoder = Architectures.mirroredDecoder(Architectures.resnet12(3, 28, 28, 0));
    assertThat(decoder.mapShape()).containsExactly(3, 28, 28);
    assertThat(decoder.trunk())
        .filteredOn(Layer.Upsampling.class::isInstance)
        .containsExactly(
            new Layer.Upsampling(640),
            new Layer.Upsampling(320),
            new Layer.Upsampling(160),
            new Layer.Upsampling(3));
  }

  @Test
  void resnet12RefusesImagesThatDoNotHalveFourTimes() {
    assertThatThrownBy(() -> Architectures.resnet12(1, 8, 8, 0).mapShape())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("cannot halve [640, 1, 1]");
  }

  @Test
  void refusesADepthThatHasNoWholeNumberOfBlocks() {
    assertThatThrownBy(() -> Architectures.cifarResnet(3, 32, 32, 18, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depth = 18");
  }
}
