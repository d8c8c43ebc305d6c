package org.palimpsest.data;

import java.util.List;
import java.util.Optional;

/** A data set known by name: what is known of it without reading it, and how to read it. */
public final class DatasetEntry {

  private final String name;
  private final String summary;
  private final Optional<DatasetSize> size;
  private final Format format;

  DatasetEntry(String name, String summary, Optional<DatasetSize> size, Format format) {
    this.name = name;
    this.summary = summary;
    this.size = size;
    this.format = format;
  }

  /** Its name in configurations. */
  public String name() {
    return name;
  }

  /** One line for a person: what the images are, and their licence or source. */
  public String summary() {
    return summary;
  }

  /** Absent where it depends on which files are there. */
  public Optional<DatasetSize> size() {
    return size;
  }

  /** What a download fetches; empty if there is nothing to download. */
  public List<PublishedFile> published() {
    return format.published();
  }

  Format format() {
    return format;
  }
}
