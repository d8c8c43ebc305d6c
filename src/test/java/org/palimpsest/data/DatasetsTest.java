package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

  @TempDir Path folder;

  private static Dataset labelled(int... labels) {
    ImageSet train =
        new ImageSet(new byte[labels.length], labels, 1, 1, 1, List.of("cat", "dog", "elk"));
    ImageSet test = new ImageSet(new byte[1], new int[1], 1, 1, 1, List.of("cat", "dog", "elk"));
    return new Dataset("pets", train, test, Normalization.identity(1), "00");
  }

  @Test
  void labelsThatAreAllAlikeAreDamaged() {
    Datasets.requireEveryClass(labelled(2, 1));
    assertThatThrownBy(() -> Datasets.requireEveryClass(labelled(0, 0, 0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pets: 2 of its 3 classes have no image, such as dog");
  }

  @Test
  void saysWhereDataAreWithoutReadingThem() throws Exception {
    assertThat(Datasets.place(DatasetSpec.named("digits"))).isEqualTo("part of the program");
    Path images = folder.resolve("images");
    FolderSpec own = new FolderSpec(images, 0.2, OptionalInt.empty(), 0);
    DatasetSpec spec = new DatasetSpec(own.name(), Optional.of(own), Optional.empty(), false);
    assertThatThrownBy(() -> Datasets.place(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(images.toString());
    Files.createDirectory(images);
    assertThat(Datasets.place(spec)).isEqualTo(images.toString());
  }
}
