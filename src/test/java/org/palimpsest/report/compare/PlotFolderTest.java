package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.FinishedRun;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

final class PlotFolderTest {

  @TempDir Path results;

  @Test
  void drawsEveryFigureAsPngAndAsSvgThatSaysItsNumbers() throws Exception {
    for (int seed = 1; seed <= 3; seed++) {
      new FinishedRun("a <b> & c", seed).skill(0.7).in(results);
      new FinishedRun("d", seed).skill(0.5).in(results);
    }
    Comparison comparison = read();

    PlotFolder.Drawn drawn = PlotFolder.write(comparison, results.resolve("plots"));

    assertThat(drawn.files().stream().map(file -> file.getFileName().toString()))
        .contains(
            "sessions-accuracy-seen.png",
            "bars-average-incremental-accuracy.png",
            "accuracy-against-budget.svg",
            "forgetting-against-learning-accuracy.svg",
            "accuracy-matrices.svg");
    assertThat(drawn.files()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    // Without joint training's accuracy there is no intransigence to draw.
    assertThat(drawn.notes()).singleElement().asString().contains("intransigence is not defined");
    Document svg = xml(results.resolve("plots/sessions-accuracy-seen.svg"));
    String mean =
        Numbers.short4(
            100 * comparison.methods().get(1).session("accuracy_seen", 2).orElseThrow().mean());
    assertThat(titles(svg))
        .anyMatch(title -> title.startsWith("d; Session learnt last 2: " + mean));
    assertThat(titles(svg)).anyMatch(title -> title.startsWith("a <b> & c; "));
    Row d = comparison.methods().get(1);
    assertThat(titles(xml(results.resolve("plots/forgetting-against-learning-accuracy.svg"))))
        .anyMatch(
            title ->
                title.startsWith(
                    "d: learning accuracy %s, forgetting %s"
                        .formatted(
                            Numbers.of(
                                d.metric("learning_accuracy").orElseThrow(), Measure.Unit.PERCENT),
                            Numbers.of(
                                d.metric("forgetting_from_earlier_peak").orElseThrow(),
                                Measure.Unit.POINTS))));
  }

  @Test
  void twoSweptSettingsGiveASurface() throws Exception {
    String[] hashes = {"aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd"};
    for (int i = 0; i < 4; i++) {
      new FinishedRun("sweep", 1)
          .skill(0.5 + 0.05 * i)
          .configuration(hashes[i], "a.weight = %d\nb.rate = %d\n".formatted(i % 2, 10 * (i / 2)))
          .in(results);
    }

    PlotFolder.write(read(), results.resolve("plots"));

    Document svg = xml(results.resolve("plots/surface.svg"));
    String best =
        Numbers.bare(
            read().methods().get(3).metric("average_incremental_accuracy").orElseThrow().mean(),
            Measure.Unit.PERCENT);
    assertThat(titles(svg)).hasSize(4).contains("a.weight = 1, b.rate = 10: " + best);
  }

  @Test
  void theSameRunsGiveTheSameFiles() throws Exception {
    new FinishedRun("a", 1).in(results);
    PlotFolder.write(read(), results.resolve("one"));
    PlotFolder.write(read(), results.resolve("two"));
    try (Stream<Path> files = Files.list(results.resolve("one"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(file)
                      .hasSameBinaryContentAs(results.resolve("two").resolve(file.getFileName())));
    }
  }

  private Comparison read() throws Exception {
    return ComparisonReader.read(
        ComparisonRequest.of(List.of(new ComparisonRequest.Source(Optional.empty(), results))));
  }

  private static Document xml(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static List<String> titles(Document svg) {
    NodeList titles = svg.getElementsByTagName("title");
    return IntStream.range(0, titles.getLength())
        .mapToObj(i -> titles.item(i).getTextContent())
        .toList();
  }
}
