package org.palimpsest.data;

/** Told how far a data set has come: its download, and the reading of its images. */
@FunctionalInterface
public interface DownloadProgress {

  DownloadProgress NONE = (file, done, total) -> {};

  /**
   * Called on the thread that downloads: at the start, a few times a second, and at the end with
   * {@code done == total}.
   *
   * @param file the file's name
   * @param done bytes here so far, those of an earlier attempt included; falls back to 0 when a
   *     download starts again
   * @param total bytes of the whole file
   */
  void at(String file, long done, long total);

  /**
   * Called after each image file, on any thread and several at once.
   *
   * @param what is done with them, such as {@code reading photos}
   * @param done files so far
   * @param total of them
   */
  default void images(String what, int done, int total) {}
}
