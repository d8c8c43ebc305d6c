package org.palimpsest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.palimpsest.disk.Digests;
import org.palimpsest.report.plot.Html;

/** A whole page: one file that needs nothing else, without scripts, and may load nothing. */
final class Page {

  private static final String STYLE = style();

  private final String title;
  private final String kind;
  private final String width;
  private final List<Section> sections = new ArrayList<>();

  private record Section(String id, String heading, Html content) {}

  /**
   * Begins a page.
   *
   * @param kind what the page is, above the title
   */
  Page(String title, String kind) {
    this(title, kind, "");
  }

  private Page(String title, String kind, String width) {
    this.title = title;
    this.kind = kind;
    this.width = width;
  }

  /** A page that uses the width of a large screen, for wide tables and plots beside each other. */
  static Page wide(String title, String kind) {
    return new Page(title, kind, "wide");
  }

  /** Adds a section, unless the content writes nothing. */
  void section(String id, String heading, Consumer<Html> content) {
    Html html = new Html();
    content.accept(html);
    if (!html.isEmpty()) {
      sections.add(new Section(id, heading, html));
    }
  }

  /** The page's text. */
  String render() {
    Html html = new Html();
    html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy()).line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    html.empty("meta", "name", "color-scheme", "content", "light dark").line();
    html.empty("meta", "name", "referrer", "content", "no-referrer").line();
    html.element("title", title + " \u2013 " + kind).line();
    html.element("style", STYLE).line().close().open("body", "class", width).line();
    html.element("a", "Skip to the content", "class", "skip", "href", "#content").line();
    html.open("header").element("p", kind, "class", "kind").element("h1", title).close().line();
    html.open("nav", "aria-label", "Sections").open("ul");
    for (Section section : sections) {
      html.open("li").element("a", section.heading, "href", "#" + section.id).close();
    }
    html.close().close().line().open("main", "id", "content").line();
    for (Section section : sections) {
      html.open("section", "id", section.id, "aria-labelledby", section.id + "-heading");
      html.element("h2", section.heading, "id", section.id + "-heading").line();
      html.include(section.content).close().line();
    }
    html.close().line().close().line().close();
    return "<!DOCTYPE html>\n" + html + "\n";
  }

  /** Nothing may be loaded or run but the pictures and the style that are in the page itself. */
  private static String policy() {
    byte[] digest = Digests.sha256().digest(STYLE.getBytes(StandardCharsets.UTF_8));
    return "default-src 'none'; img-src data:; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
        .formatted(Base64.getEncoder().encodeToString(digest));
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(Page.class.getResourceAsStream("report.css"), "report.css")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (text.matches("(?s).*[&<>\"'].*")) {
        // They would be escaped, which browsers do not undo within a style.
        throw new IllegalStateException("report.css may not hold any of & < > \" '");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("the style of the page cannot be read", e);
    }
  }
}
