package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataException;

class ImagePathsTest {

  private final ImagePaths paths =
      new ImagePaths(
          List.of(
              "train/001.Albatross/A_18.jpg", "train/002.Auk/A_18.jpg", "train/002.Auk/B_2.jpg"));

  @Test
  void whatTellsAnImageFromAllOthersIsEnough() {
    assertThat(paths.image("CUB_200_2011/images/001.Albatross/A_18.jpg", "x:1")).isZero();
    assertThat(paths.image("images/002.Auk/A_18.jpg", "x:1")).isEqualTo(1);
    assertThat(paths.image("B_2.jpg", "x:1")).isEqualTo(2);
    assertThat(paths.image("C:\\birds\\002.Auk\\B_2.jpg", "x:1")).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoImageOrMayBeSeveral() {
    assertThatThrownBy(() -> paths.image("images/C_1.jpg", "list.txt:7"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "list.txt:7: found \"images/C_1.jpg\", expected the path of a training image, such as"
                + " train/001.Albatross/A_18.jpg");
    assertThatThrownBy(() -> paths.image("A_18.jpg", "list.txt:8"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "list.txt:8: \"A_18.jpg\" may be train/001.Albatross/A_18.jpg or train/002.Auk/A_18.jpg;"
                + " expected more of the path");
  }
}
