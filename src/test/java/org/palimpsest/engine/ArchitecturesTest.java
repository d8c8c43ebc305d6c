package org.palimpsest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
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
  void theDecoderOfAnUnevenSideComesOutShort() {
    // 30 -> 15 -> 7 -> 14 -> 28
    Architecture encoder = Architectures.conv4(1, 30, 30, 8, true, 16);
    assertThat(Architectures.mirroredDecoder(encoder).mapShape()).containsExactly(1, 28, 28);
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
}
