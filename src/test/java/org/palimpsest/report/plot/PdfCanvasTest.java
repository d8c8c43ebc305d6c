package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class PdfCanvasTest {

  private static final Figure.Painting PAINTING =
      canvas -> {
        canvas.begin(200, 100);
        canvas.line(Color.RED, 2, 10, 20, 30, 40);
        canvas.fill(new Color(0, 0, 255, 51), 1, 2, 3, 4);
        canvas.write("Größe ± 1", Canvas.TEXT, Color.BLACK, 100, 50, 0.5);
      };

  private static String file(Print print) {
    byte[] bytes = PdfCanvas.paint(PAINTING, Theme.LIGHT, print);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theTableSaysWhereEachObjectBegins() {
    String file = file(Print.USUAL);
    assertThat(file).startsWith("%PDF-1.4\n").endsWith("%%EOF\n");
    Matcher start = Pattern.compile("startxref\n(\\d+)\n").matcher(file);
    assertThat(start.find()).isTrue();
    String table = file.substring(Integer.parseInt(start.group(1)));
    assertThat(table).startsWith("xref\n0 5\n0000000000 65535 f \n");
    Matcher entry = Pattern.compile("(\\d{10}) 00000 n \n").matcher(table);
    for (int object = 1; object <= 4; object++) {
      assertThat(entry.find()).isTrue();
      assertThat(file.substring(Integer.parseInt(entry.group(1)))).startsWith(object + " 0 obj\n");
    }
  }

  @Test
  void isOfTheSizeThatIsAskedFor() {
    assertThat(file(Print.USUAL)).contains("/MediaBox [0 0 150 75]");
    Print print = new Print("SansSerif", 1, OptionalDouble.of(25.4), List.of());
    assertThat(file(print)).contains("/MediaBox [0 0 72 36]");
    assertThat(file(print)).isEqualTo(file(print));
  }

  @Test
  void drawsLinesAreasAndOutlinesOfTexts() throws Exception {
    byte[] bytes = PdfCanvas.paint(PAINTING, Theme.LIGHT, Print.USUAL);
    String file = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher stream =
        Pattern.compile("/Length (\\d+) /Filter /FlateDecode >>\nstream\n").matcher(file);
    assertThat(stream.find()).isTrue();
    Inflater inflater = new Inflater();
    inflater.setInput(bytes, stream.end(), Integer.parseInt(stream.group(1)));
    byte[] content = new byte[1 << 16];
    int length = inflater.inflate(content);
    assertThat(inflater.finished()).isTrue();
    inflater.end();
    String drawing = new String(content, 0, length, StandardCharsets.US_ASCII);
    assertThat(drawing)
        .startsWith("0.75 0 0 -0.75 0 75 cm\n")
        .contains("/A255 gs 1 0 0 RG 2 w 1 j [] 0 d 10 20 m 30 40 l S\n")
        .contains("/A51 gs 0 0 1 rg 1 2 m 4 2 l 4 6 l 1 6 l 1 2 l h f")
        .contains(" c ");
    assertThat(file).contains("/A51 << /ca 0.2 /CA 0.2 >>");
  }
}
