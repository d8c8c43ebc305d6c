package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HtmlTest {

  @Test
  void escapesTextAndAttributes() {
    Html html = new Html().element("a", "x < y & \"z\"", "href", "'\"><script>");

    assertThat(html)
        .hasToString("<a href=\"&#39;&quot;&gt;&lt;script&gt;\">x &lt; y &amp; &quot;z&quot;</a>");
  }

  @Test
  void replacesWhatXmlCannotHold() {
    Html html = new Html().text("a\u0000b\u001b[31mc\ud800d\ufffee\ud83d\ude00\tf");

    assertThat(html).hasToString("a\ufffdb\ufffd[31mc\ufffdd\ufffde\ud83d\ude00\tf");
  }

  @Test
  void refusesToEndWithAnOpenElement() {
    Html html = new Html().open("p").text("x");

    assertThatThrownBy(html::toString)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("p");
  }
}
