package org.palimpsest.data;

import java.util.List;

/** What several formats say of the files they read. */
final class Notes {

  private Notes() {}

  static String notAsPublished(SourceFile source, String publishedSha256) {
    return ("%s has SHA-256 %s, the published file %s. Its content has the right form and is used;"
            + " lists of indices made for the published order may not fit it.")
        .formatted(source.path(), source.sha256(), publishedSha256);
  }

  /** One checksum over the files of a data set; see {@link HashingInput#sha256}. */
  static String sha256(List<SourceFile> sources) {
    return HashingInput.sha256(
        sources.stream().map(s -> String.valueOf(s.path().getFileName())).toList(),
        sources.stream().map(SourceFile::sha256).toList());
  }
}
