package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.tensor.Seeds;

/** Image i of the toy data set has label i % 6; the base session has labels 0 and 1. */
class ShotListTest {

  private static final Dataset TOY = Toys.dataset(6, 10, 2);

  @TempDir Path folder;

  @Test
  void readsOneIndexALine() throws IOException {
    Benchmark benchmark = build(write("shots.txt", "8\n2\n9\n3\n4\n10\n5\n11\n"), 2, 2);
    assertThat(benchmark.sessions().get(1).train().indices()).containsExactly(2, 8, 3, 9);
    assertThat(benchmark.sessions().get(2).train().indices()).containsExactly(4, 10, 5, 11);
    assertThat(benchmark.sessions().get(2).train().classes()).containsExactly(4, 4, 5, 5);
  }

  @Test
  void readsOneSessionALineWithComments() throws IOException {
    Path file = write("shots.txt", "# two shots\n8 2 9, 3  # session 1\n\n 4,10,5,11\n");
    assertThat(build(file, 2, 2).sessions().get(2).train().indices()).containsExactly(4, 10, 5, 11);
  }

  @Test
  void readsAFolderOfSessions() throws IOException {
    write("session_1.txt", "0\n1\n6\n7\n");
    write("session_2.txt", "2\n3\n8\n9\n");
    write("session_3.txt", "4\n5\n10\n11\n");
    assertThat(build(folder, 2, 2).sessions().get(1).train().indices()).containsExactly(2, 8, 3, 9);
    Files.delete(folder.resolve("session_3.txt"));
    refuses(folder, "session_3.txt: found no such file, expected a list of shots");
  }

  @Test
  void skipsClassesBeyondTheLastSession() throws IOException {
    Path file = write("shots.txt", "8 2 9 3\n4 10 5 11\n");
    assertThat(build(file, 1, 2).sessions()).hasSize(2);
  }

  @Test
  void refusesWhatDoesNotFitWithFileAndLine() throws IOException {
    refuses(
        write("text.txt", "2 8 3 9\n4 ten\n"),
        "text.txt:2: found \"ten\", expected the index of a training image");
    refuses(write("range.txt", "2\n60\n"), "range.txt:2: found image 60, expected 0 to 59");
    refuses(write("negative.txt", "-1\n"), "negative.txt:1: found image -1, expected 0 to 59");
    refuses(
        write("base.txt", "2 8\n\n7\n"),
        "base.txt:3: image 7 is of class 1 (c1), which belongs to the base session");
    refuses(write("twice.txt", "2 8\n3 2\n"), "twice.txt:2: image 2 is already listed at ");
    refuses(
        write("few.txt", "2 8 3 9\n4 10 5\n"),
        "few.txt: lists 1 images of class 5 (c5), expected 2 (session 2)");
    Path binary = folder.resolve("binary.txt");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refuses(binary, "binary.txt: not a text of image indices");
  }

  private void refuses(Path list, String message) {
    assertThatThrownBy(() -> build(list, 2, 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  private static Benchmark build(Path list, int sessions, int shots) {
    NovelSpec novel = new NovelSpec(sessions, 2, OptionalInt.of(shots), Optional.of(list));
    BenchmarkSpec spec =
        new BenchmarkSpec(DatasetSpec.named("toy"), ClassOrderSpec.Named.NATURAL, 2, novel, 0);
    return Benchmarks.build(TOY, spec, new Seeds(1));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
