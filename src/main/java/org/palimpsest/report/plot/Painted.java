package org.palimpsest.report.plot;

/**
 * A figure as pictures for light and for dark pages.
 *
 * @param light as a {@code data:} address
 * @param dark as a {@code data:} address
 */
public record Painted(Figure figure, String light, String dark) {

  /** Draws both. */
  public static Painted of(Figure figure) {
    return new Painted(
        figure,
        Png.dataUri(Png.encode(RasterCanvas.paint(figure.painting(), Theme.LIGHT))),
        Png.dataUri(Png.encode(RasterCanvas.paint(figure.painting(), Theme.DARK))));
  }

  public void write(Html html) {
    write(html, "");
  }

  /**
   * Writes the figure.
   *
   * @param style its CSS class, or empty
   */
  public void write(Html html, String style) {
    html.open("figure", "class", style);
    html.open(
        "div",
        "class",
        "scroll",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Figure: " + figure.title());
    html.open("picture");
    html.empty("source", "media", "(prefers-color-scheme: dark)", "srcset", dark);
    html.empty("img", "src", light, "alt", figure.alternative());
    html.close().close().close().line();
  }
}
