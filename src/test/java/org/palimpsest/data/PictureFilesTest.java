package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {

  private static final long BYTES = 1 << 20;

  @TempDir Path root;

  private Path image;

  @BeforeEach
  void writeImage() throws IOException {
    image = root.resolve("image.png");
    write(1);
  }

  private void write(int value) throws IOException {
    var picture = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setSample(0, 0, 0, value);
    ImageIO.write(picture, "png", image.toFile());
  }

  private PictureFiles.Images read(MemoryBudget budget, DownloadProgress progress) {
    return new PictureFiles(
            new FolderSpec(root, 0.2, OptionalInt.empty(), 1),
            List.of(new PictureFiles.Labelled(image, 0)),
            List.of(),
            new DecodedCache(Optional.empty(), 0),
            budget,
            progress)
        .read(List.of("a"));
  }

  /** Holds all of a budget until it is told to let go. */
  private static CountDownLatch holdAll(MemoryBudget budget) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () ->
                budget.within(
                    BYTES,
                    () -> {
                      held.countDown();
                      try {
                        return release.await(1, TimeUnit.MINUTES);
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
    holder.start();
    held.await();
    return release;
  }

  private static void assertWaits(
      CompletableFuture<PictureFiles.Images> reading, CountDownLatch release) throws Exception {
    assertThatThrownBy(() -> reading.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    release.countDown();
    assertThat(reading.get(1, TimeUnit.MINUTES).train().size()).isEqualTo(1);
  }

  @Test
  void filesAreLookedAtWhereThereIsRoom() throws Exception {
    MemoryBudget budget = new MemoryBudget(BYTES);
    CountDownLatch release = holdAll(budget);
    assertWaits(CompletableFuture.supplyAsync(() -> read(budget, DownloadProgress.NONE)), release);
  }

  @Test
  void imagesAreDecodedWhereThereIsRoom() throws Exception {
    MemoryBudget budget = new MemoryBudget(BYTES);
    CompletableFuture<CountDownLatch> release = new CompletableFuture<>();
    var reading =
        CompletableFuture.supplyAsync(
            () ->
                read(
                    budget,
                    onceLookedAt(
                        () -> {
                          try {
                            release.complete(holdAll(budget));
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        })));
    assertWaits(reading, release.get(1, TimeUnit.MINUTES));
  }

  /** What the cache would keep under the checksum of what the file was before. */
  @Test
  void aFileThatChangesMeanwhileIsNotTaken() {
    DownloadProgress changing =
        onceLookedAt(
            () -> {
              try {
                write(2);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThatThrownBy(() -> read(new MemoryBudget(BYTES), changing))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(image.toString(), "a file that changed while it was read");
  }

  private static DownloadProgress onceLookedAt(Runnable then) {
    return new DownloadProgress() {
      @Override
      public void at(String file, long done, long total) {}

      @Override
      public void images(String what, int done, int total) {
        if (what.startsWith("looking at") && done == total) {
          then.run();
        }
      }
    };
  }
}
