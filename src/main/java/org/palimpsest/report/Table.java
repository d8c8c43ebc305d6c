package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.plot.Html;

/** A table of the page: a heading row, then rows whose first cell names them. */
final class Table {

  private final String caption;
  private final List<String> headings;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * A cell.
   *
   * @param style its CSS class, or empty
   * @param link to another page, or empty
   */
  record Cell(String text, String style, String link) {
    Cell(String text, String style) {
      this(text, style, "");
    }

    void write(Html html) {
      if (style.equals("name")) {
        html.text(text);
      } else if (link.isEmpty()) {
        broken(html);
      } else {
        html.element("a", text, "href", link);
      }
    }

    /** Full names are long; on a narrow page they may break after an underscore. */
    private void broken(Html html) {
      int from = 0;
      for (int at = text.indexOf('_'); at >= 0; at = text.indexOf('_', from)) {
        html.text(text.substring(from, at + 1)).empty("wbr");
        from = at + 1;
      }
      html.text(text.substring(from));
    }
  }

  Table(String caption, List<String> headings) {
    this.caption = caption;
    this.headings = List.copyOf(headings);
  }

  void row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
  }

  static Cell name(String text) {
    return new Cell(text, "");
  }

  /** A name that is not broken into lines. */
  static Cell whole(String text) {
    return new Cell(text, "name");
  }

  static Cell number(String text) {
    return new Cell(text, "number");
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the table in a frame that scrolls sideways, by keyboard too, where it is too wide. */
  void write(Html html) {
    // Not a caption element: that would be as wide as the table and scroll out of sight.
    html.element("p", caption, "class", "caption");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table", "aria-label", caption).open("thead").open("tr");
    for (int i = 0; i < headings.size(); i++) {
      String style = i > 0 && !rows.isEmpty() ? rows.get(0).get(i).style() : "";
      // Colours are for values.
      html.element(
          "th", headings.get(i), "scope", "col", "class", style.contains("number") ? "number" : "");
    }
    html.close().close().open("tbody").line();
    for (List<Cell> row : rows) {
      html.open("tr").open("th", "scope", "row", "class", row.get(0).style());
      row.get(0).write(html);
      html.close();
      for (Cell cell : row.subList(1, row.size())) {
        html.open("td", "class", cell.style());
        cell.write(html);
        html.close();
      }
      html.close().line();
    }
    html.close().close().close().line();
  }
}
