package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.PdfCanvas;
import org.palimpsest.report.plot.Png;
import org.palimpsest.report.plot.Print;
import org.palimpsest.report.plot.RasterCanvas;
import org.palimpsest.report.plot.SvgCanvas;

/** A comparison's figures as files: each as PNG and, for print, as SVG and PDF. */
public final class PlotFolder {

  private PlotFolder() {}

  /** Draws all figures as on pages. */
  public static Drawn write(Comparison comparison, Path folder) throws IOException {
    return write(comparison, folder, Print.USUAL);
  }

  /**
   * Draws all figures into a folder, which is made.
   *
   * @return what was written; its notes name figures that are left out, and why
   */
  public static Drawn write(Comparison comparison, Path folder, Print print) throws IOException {
    List<String> notes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    new Disk().createFolder(folder);
    for (Figure figure : ComparisonFigures.all(comparison, notes)) {
      Figure.Painting painting = figure.painting();
      String svg = SvgCanvas.paint(painting, print.theme(), figure.alternative(), print).toString();
      Map<String, byte[]> forms = new LinkedHashMap<>();
      forms.put("png", Png.encode(RasterCanvas.paint(painting, print.theme(), print)));
      forms.put("svg", svg.getBytes(StandardCharsets.UTF_8));
      forms.put("pdf", PdfCanvas.paint(painting, print.theme(), print));
      for (Map.Entry<String, byte[]> form : forms.entrySet()) {
        Path file = folder.resolve(figure.name() + "." + form.getKey());
        new Disk().replaceShared(file, out -> out.write(form.getValue()));
        files.add(file);
      }
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
