package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

class EpisodeListTest {

  private static final Dataset DATASET = Toys.dataset(4, 8, 4);
  private static final String GOOD =
      """
      episode,role,class,image
      0,support,c1,0
      0,support,c2,3
      0,query,c1,2
      0,query,c2,0
      """;

  @TempDir private Path folder;

  /** The training images, class by class. */
  private static Samples pool() {
    int[] indices = new int[32];
    int[] classes = new int[32];
    for (int i = 0; i < 32; i++) {
      classes[i] = i / 8;
      indices[i] = i % 8 * 4 + i / 8;
    }
    return new Samples(DATASET.train(), indices, classes, DATASET.normalization());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("2w1s.csv"), text);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    EpisodeForm form = new EpisodeForm(2, new Count(1, 3), Count.of(2), true, false, 1, 1);
    EpisodeSeries drawn =
        EpisodeSeries.drawn("test", new EpisodeSetting("2w1s", form), 7, pool(), new Seeds(3));
    StringBuilder text = new StringBuilder();
    EpisodeList.write(drawn, pool(), text);
    EpisodeSeries read = EpisodeList.read(file(text.toString()), "2w1s", pool());
    assertThat(read.size()).isEqualTo(7);
    for (int i = 0; i < 7; i++) {
      Episode before = drawn.episode(i);
      Episode after = read.episode(i);
      assertThat(after.support().indices()).isEqualTo(before.support().indices());
      assertThat(after.support().classes()).isEqualTo(before.support().classes());
      assertThat(after.query().indices()).isEqualTo(before.query().indices());
      assertThat(after.query().classes()).isEqualTo(before.query().classes());
      assertThat(after.unlabelled().indices())
          .containsExactlyInAnyOrder(before.unlabelled().indices());
      assertThat(after.classes()).isEqualTo(before.classes());
    }
  }

  @Test
  void imagesGoByTheirPlaceWithinTheirClass() throws IOException {
    Episode episode = EpisodeList.read(file(GOOD), "2w1s", pool()).episode(0);
    assertThat(episode.support().indices()).containsExactly(1, 3 * 4 + 2);
    assertThat(episode.query().indices()).containsExactly(2 * 4 + 1, 2);
    assertThat(episode.classes()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,query,c9,0 | :6: found class \"c9\", expected one of the 4 test classes",
        "0,query,c1,8 | :6: found \"8\", expected a whole number from 0 to 7",
        "0,query,c1,2 | :6: found image 2 of c1 again",
        "0,asked,c1,3 | :6: found role \"asked\", expected support, query, unlabelled",
        "2,query,c1,3 | found no episode 1",
        "1,query,c1,3 | episode 1: found 1 classes, 0 of them with support, 1 queries"
      })
  void refusesWhatIsNoList(String row, String why) throws IOException {
    Path file = file(GOOD + row + "\n");
    assertThatThrownBy(() -> EpisodeList.read(file, "2w1s", pool()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why.strip());
  }

  @Test
  void aClassThatASpreadsheetWouldTakeForAFormulaIsMarkedAndReadAgain() throws IOException {
    List<String> names = List.of("=1+1", "@b", "-c", "'=d", "-1");
    int[] labels = IntStream.range(0, 40).map(i -> i % 5).toArray();
    ImageSet images = new ImageSet(new byte[40], labels, 1, 1, 1, names);
    Samples all =
        new Samples(images, IntStream.range(0, 40).toArray(), labels, Normalization.identity(1));
    EpisodeSetting setting =
        EpisodeSetting.of("5w1s", new EpisodeForm(2, Count.of(1), Count.of(1)));
    EpisodeSeries drawn = EpisodeSeries.drawn("test", setting, 1, all, new Seeds(1));
    StringBuilder text = new StringBuilder();
    EpisodeList.write(drawn, all, text);
    assertThat(text).contains(",'=1+1,", ",'@b,", ",'-c,", ",''=d,", ",-1,");
    Episode again = EpisodeList.read(file(text.toString()), "5w1s", all).episode(0);
    assertThat(again.support().indices()).isEqualTo(drawn.episode(0).support().indices());
  }
}
