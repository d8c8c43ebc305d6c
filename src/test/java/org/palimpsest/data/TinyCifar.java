package org.palimpsest.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.palimpsest.disk.Digests;

/** A data set in CIFAR's form with two classes, four training images and two test images. */
final class TinyCifar {

  private TinyCifar() {}

  /** Two training files of two records, one test file of two. */
  static CifarFormat format(byte[] archive) {
    var published =
        new PublishedFile("tiny.tar.gz", archive.length, Digests.of(archive), List.of());
    return new CifarFormat(
        published,
        "tiny-bin",
        2,
        "names.txt",
        2,
        List.of(part("train_1.bin", 0), part("train_2.bin", 2)),
        List.of(part("test.bin", 4)),
        Normalization.identity(3),
        Optional.of(new CifarPickles("tiny-py", "meta", "fine_labels", "fine_label_names")),
        Optional.empty());
  }

  private static CifarFormat.Part part(String name, int first) {
    return new CifarFormat.Part(name, 2, Digests.of(records(first)));
  }

  /** Image i: coarse label 7, fine label i % 2, all pixels 10 * i but for the channel added. */
  static byte[] records(int first) {
    var bytes = new ByteArrayOutputStream();
    for (int i = first; i < first + 2; i++) {
      bytes.write(7);
      bytes.write(i % 2);
      for (int p = 0; p < CifarFormat.PIXELS; p++) {
        bytes.write(10 * i + p / (CifarFormat.SIDE * CifarFormat.SIDE));
      }
    }
    return bytes.toByteArray();
  }

  static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("tiny-bin/test.bin", records(4));
    entries.put("tiny-bin/names.txt", "cat\ndog\n\n".getBytes(StandardCharsets.UTF_8));
    entries.put("tiny-bin/readme.html", new byte[100]);
    entries.put("tiny-bin/train_1.bin", records(0));
    entries.put("tiny-bin/train_2.bin", records(2));
    return entries;
  }

  static byte[] archive() throws IOException {
    return archive(entries());
  }

  static byte[] archive(Map<String, byte[]> entries) throws IOException {
    var tar = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(tar)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        var header = new TarArchiveEntry(entry.getKey(), true);
        header.setSize(entry.getValue().length);
        out.putArchiveEntry(header);
        out.write(entry.getValue());
        out.closeArchiveEntry();
      }
    }
    return gzip(tar.toByteArray());
  }

  static byte[] gzip(byte[] content) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(content);
    }
    return zipped.toByteArray();
  }
}
