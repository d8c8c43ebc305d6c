package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.FolderLayout.Order;
import org.palimpsest.data.FolderLayout.Subfolders;

/** Folders as other tools leave and read them. */
class FolderLayoutTest {

  @TempDir Path root;

  private void image(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Pictures.grey(4, 4, 7));
  }

  @Test
  void textOrderNumbersClassesAsImageFolderDoes() throws IOException {
    for (String name : List.of("class2", "class10", "Class1")) {
      image(name + "/1.png");
    }
    assertThat(ClassFolders.of(root).classNames()).containsExactly("Class1", "class2", "class10");
    assertThat(ClassFolders.of(root, new FolderLayout(Order.TEXT, Subfolders.IMAGES)).classNames())
        .containsExactly("Class1", "class10", "class2");
  }

  @Test
  void imagesInSubfoldersBelongToTheClassIfThatIsWanted() throws IOException {
    image("bird/1.png");
    image("bird/wild/2.png");
    image("bird/wild/far/3.png");
    image("cat/1.png");
    FolderLayout images = new FolderLayout(Order.NATURAL, Subfolders.IMAGES);
    assertThat(ClassFolders.of(root, images).files().get("bird")).hasSize(3);
    assertThat(ClassFolders.of(root).files().get("bird")).hasSize(1);
    assertThat(ClassFolders.of(root).leftOut().counts()).containsEntry("in_subfolder", 2);
  }

  @Test
  void classesMayBeNested() throws IOException {
    image("animals/cat/1.png");
    image("animals/dog/1.png");
    image("things/1.png");
    FolderLayout nested = new FolderLayout(Order.NATURAL, Subfolders.CLASSES);
    assertThat(ClassFolders.of(root, nested).classNames())
        .containsExactly("animals/cat", "animals/dog", "things");
    Files.createDirectories(root.resolve("animals/empty"));
    assertThatThrownBy(() -> ClassFolders.of(root, nested))
        .hasMessageContaining("animals/empty: found no images");
  }

  @Test
  void aClassWithoutImagesOfItsOwnIsToldWhatLiesBelowIt() throws IOException {
    image("animals/cat/1.png");
    image("animals/dog/1.png");
    image("things/1.png");
    assertThatThrownBy(() -> ClassFolders.of(root))
        .hasMessageContaining("animals: found no images of its own, but 2 in folders below")
        .hasMessageContainingAll("benchmark.dataset.subfolders = images", "subfolders = classes");
  }

  @Test
  void photographsOfAKindThatIsNotReadAreCalledSo() throws IOException {
    image("ape/1.png");
    Files.write(root.resolve("ape/2.HEIC"), new byte[] {1});
    Files.write(Files.createDirectories(root.resolve("ape/more")).resolve("3.avif"), new byte[1]);
    assertThat(ClassFolders.of(root).leftOut().counts()).containsEntry("unread_kind", 2);
    assertThat(ClassFolders.of(root).leftOut().sentence(root, 1))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .contains("2: a picture in HEIC, HEIF or AVIF, which are not read here"));
    Files.write(Files.createDirectories(root.resolve("bee")).resolve("1.heic"), new byte[] {1});
    assertThatThrownBy(() -> ClassFolders.of(root))
        .hasMessageContaining("bee: found no images but 1 in HEIC, HEIF or AVIF")
        .hasMessageContaining("convert them to JPEG or PNG");
  }

  @Test
  void whoHasNoTestImagesTestsWithTheHeldOutOnes() throws IOException {
    for (String split : List.of("train", "val")) {
      image(split + "/ape/1.png");
      image(split + "/bee/2.png");
    }
    LoadedDataset loaded = FolderReader.read(new FolderSpec(root, 0.2, OptionalInt.empty(), 0));
    assertThat(loaded.dataset().train().files())
        .containsExactly("train/ape/1.png", "train/bee/2.png");
    assertThat(loaded.dataset().test().files()).containsExactly("val/ape/1.png", "val/bee/2.png");
    assertThat(loaded.notes())
        .containsExactly("%s has no test/; %s is tested with".formatted(root, root.resolve("val")));
  }
}
