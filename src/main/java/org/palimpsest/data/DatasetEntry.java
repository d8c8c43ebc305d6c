package org.palimpsest.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A data set known by name: what is known of it without reading it, and how to read it. */
public final class DatasetEntry {

  private final String name;
  private final String summary;
  private final Optional<DatasetSize> size;
  private final Format format;
  private final Optional<Function<DrawingForm, Format>> drawn;
  private final List<PublishedSplit> splits;
  private final Optional<PublishedSplit> own;

  private DatasetEntry(
      String name,
      String summary,
      Optional<DatasetSize> size,
      Format format,
      Optional<Function<DrawingForm, Format>> drawn,
      List<PublishedSplit> splits,
      Optional<PublishedSplit> own) {
    this.name = name;
    this.summary = summary;
    this.size = size;
    this.format = format;
    this.drawn = drawn;
    this.splits = List.copyOf(splits);
    this.own = own;
  }

  /** A data set whose images are taken as they are. */
  DatasetEntry(String name, String summary, Optional<DatasetSize> size, Format format) {
    this(name, summary, size, format, Optional.empty(), List.of(), Optional.empty());
  }

  /** A data set of drawings, as many classes as are there. */
  static DatasetEntry drawings(
      String name, String summary, Function<DrawingForm, Format> drawn, PublishedSplit... splits) {
    return new DatasetEntry(
        name,
        summary,
        Optional.empty(),
        drawn.apply(DrawingForm.USUAL),
        Optional.of(drawn),
        List.of(splits),
        Optional.empty());
  }

  /** The same data set, with these ways to cut it by classes. */
  DatasetEntry splitAs(PublishedSplit... published) {
    return new DatasetEntry(name, summary, size, format, drawn, List.of(published), own);
  }

  /** A data set that is another one cut by classes. */
  static DatasetEntry cut(
      Format format, DatasetSize whole, String name, String summary, PublishedSplit split) {
    return new DatasetEntry(
        name,
        summary,
        Optional.of(whole),
        format,
        Optional.empty(),
        List.of(split),
        Optional.of(split));
  }

  /** Its name in configurations. */
  public String name() {
    return name;
  }

  /** One line for a person: what the images are, and their licence or source. */
  public String summary() {
    return summary;
  }

  /** Of the whole of it; absent where it depends on which files are there. */
  public Optional<DatasetSize> size() {
    return size;
  }

  /** As it is asked for; absent if it is cut by lists that are a person's own. */
  Optional<DatasetSize> size(DatasetSpec spec) {
    if (spec.split().isEmpty()) {
      return size;
    }
    return splits.stream()
        .filter(published -> published.lists().equals(spec.split().get()))
        .findFirst()
        .flatMap(
            published ->
                size.or(() -> spec.drawings().map(form -> drawn(published, form)))
                    .map(published::of));
  }

  /** Lists of drawn classes name all there are. */
  private static DatasetSize drawn(PublishedSplit published, DrawingForm form) {
    int classes = published.classes().values().stream().mapToInt(Integer::intValue).sum();
    int train = OmniglotFormat.TRAIN_DRAWINGS;
    int test = OmniglotFormat.DRAWINGS - train;
    return new DatasetSize(
        classes, 1, form.side(), form.side(), classes * train, classes * test, train, test);
  }

  /** What a download fetches; empty if there is nothing to download. */
  public List<PublishedFile> published() {
    return format.published();
  }

  /** How it is cut by classes where nothing is said. */
  Optional<PublishedSplit> own() {
    return own;
  }

  /** How papers cut it by classes. */
  List<PublishedSplit> splits() {
    return splits;
  }

  Format format() {
    return format;
  }

  /** Whether its images are made of drawings, in one of several ways. */
  boolean isDrawn() {
    return drawn.isPresent();
  }

  /** How it is read, if its images are made like this. */
  Format format(Optional<DrawingForm> form) {
    return form.flatMap(f -> drawn.map(make -> make.apply(f))).orElse(format);
  }
}
