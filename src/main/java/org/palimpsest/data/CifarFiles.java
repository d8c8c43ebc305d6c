package org.palimpsest.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.palimpsest.data.CifarFormat.Part;

/**
 * Gets the files of a CIFAR data set out of its archive, or out of the folder it is unpacked in.
 */
final class CifarFiles {

  private static final int BUFFER = 1 << 16;

  /** What an archive may hold besides: readme, coarse names, headers, padding. */
  private static final long SLACK = 16L << 20;

  private CifarFiles() {}

  /**
   * Reads the records straight out of the archive. Nothing is unpacked, hence no entry can write
   * anywhere, whatever its name.
   */
  static SourceFile readArchive(CifarFormat format, Path archive, CifarRecords records) {
    long limit = SLACK;
    for (Part part : format.parts()) {
      limit += (long) part.records() * format.recordBytes();
    }
    SourceFile source;
    try (var hashing = HashingInput.of(archive);
        var unzipped = new LimitedInput(new GZIPInputStream(hashing, BUFFER), limit);
        var tar = new TarArchiveInputStream(new BufferedInputStream(unzipped, BUFFER))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String name = e.getName().substring(e.getName().lastIndexOf('/') + 1);
        if (e.isFile() && records.wants(name)) {
          records.read(name, archive + " entry " + e.getName(), tar, e.getSize());
        }
      }
      unzipped.transferTo(OutputStream.nullOutputStream()); // to check the gzip checksum
      source = hashing.finish(archive, format.archive().sha256());
    } catch (IOException e) {
      throw damaged(archive, format, e);
    }
    requireAll(archive.toString(), records);
    return source;
  }

  private static DataException damaged(Path archive, CifarFormat format, IOException e) {
    String size;
    try {
      size = "%,d bytes".formatted(Files.size(archive));
    } catch (IOException unreadable) {
      size = "a file of unknown size";
    }
    return new DataException(
        archive,
        "%s that cannot be read to the end as .tar.gz (%s)"
            .formatted(size, DataException.reason(e)),
        "%s, published with %,d bytes and SHA-256 %s"
            .formatted(
                format.archive().name(), format.archive().bytes(), format.archive().sha256()),
        e);
  }

  static List<SourceFile> readUnpacked(CifarFormat format, List<Path> files, CifarRecords records) {
    List<SourceFile> sources = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      String published =
          format.parts().stream()
              .filter(part -> part.name().equals(name))
              .map(Part::sha256)
              .findFirst()
              .orElse("");
      try (var hashing = HashingInput.of(file);
          var in = new BufferedInputStream(hashing, BUFFER)) {
        records.read(name, file.toString(), in, Files.size(file));
        sources.add(hashing.finish(file, published));
      } catch (IOException e) {
        throw new DataException(
            file, "a file that cannot be read (" + DataException.reason(e) + ")", "it intact", e);
      }
    }
    requireAll(String.valueOf(files.get(0).getParent()), records);
    return sources;
  }

  private static void requireAll(String place, CifarRecords records) {
    List<String> missing = records.missing();
    if (!missing.isEmpty()) {
      throw new DataException(place, "nothing named " + String.join(", ", missing), "all of them");
    }
    records.checkClasses(place);
  }
}
