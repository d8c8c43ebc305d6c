package org.palimpsest.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded images of folders, kept where all runs and cells of a person find them. A file is named
 * after the checksums of all files it was decoded from, and ends with one of its own: what does not
 * agree is decoded anew. Deleting any of it is safe.
 */
final class DecodedCache {

  /** Fewer pixels are decoded in a second or two. */
  static final long WORTH_KEEPING = 1L << 24;

  private static final Logger LOG = LoggerFactory.getLogger(DecodedCache.class);
  private static final int VERSION = 1;
  private static final int DIGEST = 32;
  private static final long LARGEST = 20L << 30;
  private static final int BUFFER = 1 << 16;

  private final Optional<Path> folder;
  private final long worthKeeping;

  /**
   * A cache.
   *
   * @param folder empty to keep nothing
   * @param worthKeeping pixels from which on it is worth it
   */
  DecodedCache(Optional<Path> folder, long worthKeeping) {
    this.folder = folder;
    this.worthKeeping = worthKeeping;
  }

  /** The cache of this person. */
  static DecodedCache ofUser() {
    Path cache = DataFolders.of(Optional.empty()).downloads();
    return new DecodedCache(Optional.of(cache.resolve("decoded")), WORTH_KEEPING);
  }

  /**
   * Fills slots.
   *
   * @param key digest of all that the pixels depend on
   * @param pixels to decode
   * @param decode fills the slots where they are not kept; returns what is wrong with images, by
   *     position
   * @return what is wrong with images
   */
  Map<Integer, String> get(
      String key, long pixels, ImageSlots slots, Supplier<Map<Integer, String>> decode) {
    if (folder.isEmpty() || pixels < worthKeeping) {
      return decode.get();
    }
    Path file = folder.get().resolve(key);
    return read(file, slots)
        .orElseGet(
            () -> {
              Map<Integer, String> bad = decode.get();
              keep(file, slots, bad);
              return bad;
            });
  }

  private static Optional<Map<Integer, String>> read(Path file, ImageSlots slots) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    MessageDigest digest = Digests.sha256();
    try (var digesting =
            new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER), digest);
        var in = new DataInputStream(digesting)) {
      Map<Integer, String> bad = new TreeMap<>();
      boolean ours = in.readInt() == VERSION && in.readInt() == slots.size();
      for (int left = ours ? in.readInt() : 0; left > 0; left--) {
        bad.put(in.readInt(), in.readUTF());
      }
      for (int position = 0; ours && position < slots.size(); position++) {
        slots.read(position, in);
      }
      byte[] found = digest.digest();
      digesting.on(false);
      if (ours && MessageDigest.isEqual(found, in.readNBytes(DIGEST)) && in.read() < 0) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return Optional.of(bad);
      }
      LOG.warn("{} is damaged; its images are decoded anew", file);
    } catch (IOException e) {
      LOG.warn("{} cannot be read; its images are decoded anew", file, e);
    }
    return Optional.empty();
  }

  private void keep(Path file, ImageSlots slots, Map<Integer, String> bad) {
    MessageDigest digest = Digests.sha256();
    try {
      new Disk()
          .replaceShared(
              file,
              to -> {
                var digesting = new DigestOutputStream(to, digest);
                var out = new DataOutputStream(digesting);
                out.writeInt(VERSION);
                out.writeInt(slots.size());
                out.writeInt(bad.size());
                for (Map.Entry<Integer, String> image : bad.entrySet()) {
                  out.writeInt(image.getKey());
                  out.writeUTF(image.getValue());
                }
                for (int position = 0; position < slots.size(); position++) {
                  slots.write(position, out);
                }
                to.write(digest.digest());
              });
      forgetOldest(folder.orElseThrow());
    } catch (StorageException | IOException e) {
      LOG.warn("the decoded images are not kept for the next time", e); // nothing else is lost
    }
  }

  /** Those that were used last stay. */
  private static void forgetOldest(Path folder) throws IOException {
    List<Path> newestFirst;
    try (Stream<Path> files = Files.list(folder)) {
      newestFirst =
          files
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted(Comparator.comparing(DecodedCache::used).reversed())
              .toList();
    }
    long total = 0;
    for (Path file : newestFirst) {
      total += Files.size(file);
      if (total > LARGEST) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // deleted by another process meanwhile
    }
  }
}
