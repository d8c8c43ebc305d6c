package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonReader;
import org.palimpsest.report.compare.ComparisonRequest;
import org.palimpsest.report.compare.MatrixFile;
import org.palimpsest.report.plot.Png;

final class SupplementReportTest {

  private static final String NAME = "weak <script>alert(1)</script> & more";

  @TempDir Path results;

  @Test
  void holdsEverythingInOneFile() throws Exception {
    Path page = page();

    PageCheck check = PageCheck.of(page);
    assertThat(check.sections())
        .containsExactly(
            "notes",
            "results",
            "differences",
            "sessions",
            "formulas",
            "plots",
            "settings",
            "pictures",
            "embeddings",
            "provenance");
    assertThat(check.text("results")).contains(NAME, "42,000", "\u00b1");
    assertThat(check.text("differences")).contains("not enough seeds to tell");
    assertThat(check.text("settings")).contains("learner.head", "cosine", "prototype");
    assertThat(check.text("plots")).contains("Session learnt last 2: ");
    assertThat(check.text("provenance")).contains("da7a", "0123456789abcdef", "git checkout");
    assertThat(check.text("notes")).contains("the working tree had uncommitted changes");
    assertThat(check.addresses())
        .allMatch(address -> address.startsWith("#") || address.startsWith("data:image/png"));
    assertThat(check.imagesWithoutAlternative()).isZero();
    assertThat(check.policy()).contains("default-src 'none'", check.styleDigest());
    assertThat(Files.readString(page)).doesNotContain(results.toString());
  }

  @Test
  void opensInABrowserWideAndNarrowLightAndDark() throws Exception {
    Path page = page();
    try (Browser browser = Browser.start()) {
      for (int width : new int[] {1400, 400}) {
        for (boolean dark : new boolean[] {false, true}) {
          browser.open(page, width, dark);
          assertThat(browser.messages()).isEmpty();
          assertThat(browser.evaluate("innerWidth").asInt()).isEqualTo(width);
          assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
              .as("no sideways scrolling of the page at %d", width)
              .isLessThanOrEqualTo(width);
          assertThat(shown(browser, ".drawing .light")).isEqualTo(!dark);
          assertThat(shown(browser, ".drawing .dark")).isEqualTo(dark);
          String back =
              browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
          assertThat(back).isEqualTo(dark ? "rgb(13, 17, 23)" : "rgb(246, 248, 250)");
        }
      }
    }
  }

  @Test
  void everythingThatScrollsOrOpensIsReachedByKeyboard() throws Exception {
    Path page = page();
    try (Browser browser = Browser.start()) {
      browser.open(page, 1400, false);
      browser.evaluate(
          """
          document.querySelectorAll('a, .scroll, summary').forEach((e, i) => e.id = e.id || 'e' + i)
          """);
      List<String> wanted =
          texts(
              browser.evaluate(
                  "[...document.querySelectorAll('a, .scroll, summary')].map(e => e.id)"));
      List<String> reached = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        browser.tab();
        reached.add(browser.evaluate("document.activeElement.id").asText());
      }
      assertThat(wanted).hasSizeGreaterThan(20);
      assertThat(reached).containsAll(wanted.subList(0, wanted.size() - 1));
      assertThat(
              browser
                  .evaluate("document.querySelector('.skip').matches('a[href=\"#content\"]')")
                  .asBoolean())
          .isTrue();
    }
  }

  /** Without this, the tests above could pass with a browser that never complains. */
  @Test
  void theBrowserComplainsOfAPageThatBreaksItsPolicy() throws Exception {
    Path page =
        Files.writeString(
            results.resolve("bad.html"),
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
                + "<script>1</script><p style=\"color: red\">x</p>");
    try (Browser browser = Browser.start()) {
      browser.open(page, 400, false);
      assertThat(browser.messages()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private Path page() throws Exception {
    for (int seed = 1; seed <= 2; seed++) {
      Path run = new FinishedRun("weak", seed).skill(0.5).dirty().in(results.resolve("runs"));
      embeddings(run);
      new FinishedRun("strong", seed)
          .skill(0.7)
          .configuration("bbbbbbbbbb", "learner.head = cosine\n")
          .in(results.resolve("runs"));
    }
    Path pictures = results.resolve("runs/weak/seed-1-aaaaaaaaaa/illustrations");
    Files.createDirectories(pictures);
    Files.write(
        pictures.resolve("reconstructions.png"),
        Png.encode(new BufferedImage(80, 20, BufferedImage.TYPE_INT_RGB)));
    Files.writeString(
        pictures.resolve("captions.json"),
        "[{\"file\": \"reconstructions.png\", \"caption\": \"Images <b> and back\"}]");
    Comparison comparison =
        ComparisonReader.read(
            new ComparisonRequest(
                List.of(
                    new ComparisonRequest.Source(Optional.of(NAME), results.resolve("runs/weak")),
                    new ComparisonRequest.Source(Optional.empty(), results.resolve("runs/strong"))),
                Optional.of(NAME),
                Optional.empty(),
                List.of(),
                "accuracy_seen",
                List.of(),
                MatrixFile.Unit.GUESSED,
                false));
    return SupplementReport.write(comparison, "A <title> & more", results.resolve("page.html"))
        .page();
  }

  private static void embeddings(Path run) throws Exception {
    Files.createDirectories(run.resolve("embeddings"));
    for (int session = 0; session < 3; session++) {
      Files.writeString(
          run.resolve("embeddings/session-%02d.json".formatted(session)),
          """
          {"projection": "principal components", "explained_variance": [0.5, 0.25],
           "test_image": [0, 60, 120], "true_class": [0, 1, 2],
           "x": [1.0, -1.0, 0.5], "y": [0.5, 0.0, -1.5]}
          """);
    }
  }

  private static boolean shown(Browser browser, String selector) throws Exception {
    return browser
        .evaluate("document.querySelector('%s').getClientRects().length > 0".formatted(selector))
        .asBoolean();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
