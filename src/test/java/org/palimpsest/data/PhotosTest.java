package org.palimpsest.data;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotosTest {

  @TempDir Path folder;

  private static final PhotoForm COLOUR = new PhotoForm(3, 8, 8, Optional.empty(), true);

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  @Test
  void bringsSizesFormatsAndColoursToTheModelsForm() throws IOException {
    write("a/red.png", Pictures.colour(30, 20, 0xFF0000, "png"));
    write("a/deep/red2.jpg", Pictures.colour(90, 400, 0xFF0000, "jpg"));
    write("b/grey.bmp", Pictures.encode(of(5, 9, 0x808080), "bmp"));
    write("b/notes.txt", "not a picture".getBytes(StandardCharsets.UTF_8));
    List<Path> found = Photos.find(List.of(folder));
    assertThat(found)
        .extracting(Path::toString)
        .containsExactly(
            folder.resolve("a/deep/red2.jpg").toString(),
            folder.resolve("a/red.png").toString(),
            folder.resolve("b/grey.bmp").toString());
    Photos photos = Photos.read(found, COLOUR);
    assertThat(photos.bad()).isEmpty();
    assertThat(photos.images().size()).isEqualTo(3);
    assertThat(photos.images().bytesPerImage()).isEqualTo(3 * 64);
    for (int i = 0; i < 2; i++) {
      byte[] red = photos.images().image(i);
      assertThat(red[30] & 0xff).as("red of %s", found.get(i)).isGreaterThan(245);
      assertThat(red[64 + 30] & 0xff).as("green of %s", found.get(i)).isLessThan(10);
    }
    assertThat(photos.images().image(2)).containsOnly(0x80);
    Photos grey = Photos.read(found, new PhotoForm(1, 8, 8, Optional.empty(), true));
    assertThat(grey.images().image(1)).as("0.299 of 255").containsOnly(76);
    assertThat(grey.asked(Normalization.identity(1)).size()).isEqualTo(3);
  }

  private static BufferedImage of(int height, int width, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  @Test
  void previewsKeepProportionsAndAreSmall() throws IOException {
    Path wide = write("wide.png", Pictures.colour(100, 640, 0x00FF00, "png"));
    Path small = write("small.png", Pictures.colour(6, 4, 0x00FF00, "png"));
    Photos photos = Photos.read(List.of(wide, small), COLOUR);
    BufferedImage preview = requireNonNull(photos.previews().get(wide));
    assertThat(preview.getWidth()).isEqualTo(160);
    assertThat(preview.getHeight()).isEqualTo(25);
    assertThat(requireNonNull(photos.previews().get(small)).getWidth()).isEqualTo(4);
  }

  @Test
  void whatCannotBeReadIsNamedAndTheRestIsThere() throws IOException {
    Path good = write("good.png", Pictures.colour(9, 9, 0, "png"));
    Path torn = write("torn.png", Arrays.copyOf(Files.readAllBytes(good), 40));
    Path empty = write("empty.jpg", new byte[0]);
    Photos photos = Photos.read(List.of(torn, good, empty), COLOUR);
    assertThat(photos.files()).containsExactly(good);
    assertThat(photos.bad()).containsOnlyKeys(torn, empty);
    assertThat(photos.bad().get(empty)).isEqualTo("an empty file");
  }

  @Test
  void examplesComeFirstClassByClass() throws IOException {
    write("support/bee/1.png", Pictures.colour(9, 9, 0, "png"));
    write("support/ape/1.png", Pictures.colour(9, 9, 0, "png"));
    write("support/ape/2.png", Pictures.colour(9, 9, 0, "png"));
    Path asked = write("asked.png", Pictures.colour(9, 9, 0, "png"));
    Photos photos = Photos.read(folder.resolve("support"), List.of(asked), COLOUR);
    assertThat(photos.images().classNames()).containsExactly("ape", "bee");
    assertThat(photos.support(Normalization.identity(3)).classes()).containsExactly(0, 0, 1);
    assertThat(photos.asked(Normalization.identity(3)).indices()).containsExactly(3);
  }

  @Test
  void anExampleThatCannotBeReadIsRefused() throws IOException {
    write("support/ape/1.png", new byte[] {1, 2, 3});
    Path asked = write("asked.png", Pictures.colour(9, 9, 0, "png"));
    assertThatThrownBy(() -> Photos.read(folder.resolve("support"), List.of(asked), COLOUR))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ape/1.png: found 3 bytes of another format");
  }

  /** The beginning of what a telephone writes. */
  private static byte[] heic() {
    return "\0\0\0\30ftypheic\0\0\0\0mif1heic....".getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aPhotographOfAKindThatIsNotReadIsToldAndNotPassedOver() throws IOException {
    Path good = write("album/1.png", Pictures.colour(9, 9, 0, "png"));
    Path telephone = write("album/2.HEIC", heic());
    byte[] avif = "\0\0\0\34ftypmif1\0\0\0\0mif1avif".getBytes(StandardCharsets.ISO_8859_1);
    Path site = write("album/3.avif", avif);
    Path renamed = write("renamed.jpg", heic());
    List<Path> found = Photos.find(List.of(folder.resolve("album"), renamed));
    assertThat(found).containsExactly(good, telephone, site, renamed);
    Photos photos = Photos.read(found, COLOUR);
    assertThat(photos.files()).containsExactly(good);
    String advice = ", which is not read here: convert it to JPEG or PNG";
    assertThat(photos.bad())
        .containsEntry(telephone, "HEIC" + advice)
        .containsEntry(renamed, "HEIC" + advice)
        .containsEntry(site, "AVIF" + advice);
  }

  @Test
  void anExampleOfAKindThatIsNotReadIsRefused() throws IOException {
    write("support/ape/1.png", Pictures.colour(9, 9, 0, "png"));
    Path telephone = write("support/ape/2.heic", heic());
    assertThatThrownBy(() -> Photos.read(folder.resolve("support"), List.of(), COLOUR))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(telephone + ": found a picture in HEIC, HEIF or AVIF");
  }

  @Test
  void namesWhatIsNotThere() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> Photos.find(List.of(folder.resolve("none"))))
        .hasMessageContaining("none: found nothing, expected an image, or a folder of images");
    assertThatThrownBy(() -> Photos.find(List.of(folder.resolve("empty"))))
        .hasMessageContaining("empty: found no images");
  }

  @Test
  void imagesThatAreNoSquaresAreStretched() throws IOException {
    Path file = write("wide.png", Pictures.colour(10, 30, 0x0000FF, "png"));
    Photos photos = Photos.read(List.of(file), new PhotoForm(3, 4, 6, Optional.empty(), true));
    assertThat(photos.images().height()).isEqualTo(4);
    assertThat(photos.images().width()).isEqualTo(6);
  }
}
