package org.palimpsest.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.plot.Figure;
import org.palimpsest.report.plot.Painted;
import org.palimpsest.report.plot.Png;
import org.palimpsest.report.plot.RasterCanvas;
import org.palimpsest.report.plot.Theme;

/** Where a page and its plots go; each file is written beside its place and then renamed. */
final class ReportFolder {

  private static final String PAGE = "report.html";
  private static final String PLOTS = "plots";

  private final Disk disk;
  private final Path folder;
  private final List<Path> plots = new ArrayList<>();

  ReportFolder(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Draws figures, writes the light ones as files, and returns all by name for the page. */
  Map<String, Painted> draw(List<Figure> figures) throws IOException {
    Map<String, Painted> painted = new LinkedHashMap<>();
    if (!figures.isEmpty()) {
      disk.createFolder(folder.resolve(PLOTS));
    }
    for (Drawn drawn : figures.parallelStream().map(Drawn::of).toList()) {
      String name = drawn.figure.name();
      plots.add(write(PLOTS + "/" + name + ".png", drawn.light));
      painted.put(
          name, new Painted(drawn.figure, Png.dataUri(drawn.light), Png.dataUri(drawn.dark)));
    }
    return painted;
  }

  /** A figure as files on a light and on a dark ground. */
  @SuppressWarnings("ArrayRecordComponent") // lives until it is written
  private record Drawn(Figure figure, byte[] light, byte[] dark) {
    static Drawn of(Figure figure) {
      return new Drawn(figure, encoded(figure, Theme.LIGHT), encoded(figure, Theme.DARK));
    }

    private static byte[] encoded(Figure figure, Theme theme) {
      return Png.encode(RasterCanvas.paint(figure.painting(), theme));
    }
  }

  Written page(Page page, List<String> notes) throws IOException {
    Path written = write(PAGE, page.render().getBytes(StandardCharsets.UTF_8));
    return new Written(written, plots, notes);
  }

  /** Takes the page and its plots away. */
  void forget() {
    disk.delete(folder.resolve(PAGE));
    disk.delete(folder.resolve(PLOTS));
  }

  private Path write(String name, byte[] content) throws IOException {
    Path place = folder.resolve(name);
    disk.replaceShared(place, out -> out.write(content));
    return place;
  }
}
