package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.Png;
import org.palimpsest.report.plot.RasterCanvas;
import org.palimpsest.report.plot.SvgCanvas;
import org.palimpsest.report.plot.Theme;

/** A comparison's figures as files: each as PNG and, for print, as SVG. */
public final class PlotFolder {

  private PlotFolder() {}

  /**
   * Draws all figures into a folder, which is made.
   *
   * @return what was written; its notes name figures that are left out, and why
   */
  public static Drawn write(Comparison comparison, Path folder) throws IOException {
    List<String> notes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    new Disk().createFolder(folder);
    for (Figure figure : ComparisonFigures.all(comparison, notes)) {
      Path png = folder.resolve(figure.name() + ".png");
      new Disk()
          .replaceShared(
              png,
              out -> out.write(Png.encode(RasterCanvas.paint(figure.painting(), Theme.LIGHT))));
      Path svg = folder.resolve(figure.name() + ".svg");
      String text =
          SvgCanvas.paint(figure.painting(), Theme.LIGHT, figure.alternative()).toString();
      new Disk().replaceShared(svg, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
      files.add(png);
      files.add(svg);
    }
    return new Drawn(files, notes);
  }

  /**
   * What was drawn.
   *
   * @param notes figures that are left out, and why
   */
  public record Drawn(List<Path> files, List<String> notes) {
    public Drawn {
      files = List.copyOf(files);
      notes = List.copyOf(notes);
    }
  }
}
