package org.palimpsest.report.plot;

/**
 * A figure as vectors within the page, for light and for dark; its data points say their numbers
 * when pointed at.
 */
public record Drawing(Figure figure) {

  public void write(Html html) {
    html.open("figure", "class", figure.painting() instanceof SideBySide ? "whole" : "");
    html.open(
        "div",
        "class",
        "scroll drawing",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Figure: " + figure.title());
    html.open("div", "class", "light");
    html.include(SvgCanvas.paint(figure.painting(), Theme.LIGHT, figure.alternative())).close();
    html.open("div", "class", "dark");
    html.include(SvgCanvas.paint(figure.painting(), Theme.DARK, figure.alternative())).close();
    html.close().close().line();
  }
}
