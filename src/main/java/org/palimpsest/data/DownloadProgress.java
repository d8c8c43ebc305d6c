package org.palimpsest.data;

/** Told how far a download has come, on the thread that downloads. */
@FunctionalInterface
public interface DownloadProgress {

  DownloadProgress NONE = (file, done, total) -> {};

  /**
   * Called at the start, a few times a second, and at the end with {@code done == total}.
   *
   * @param file the file's name
   * @param done bytes here so far, those of an earlier attempt included; falls back to 0 when a
   *     download starts again
   * @param total bytes of the whole file
   */
  void at(String file, long done, long total);
}
