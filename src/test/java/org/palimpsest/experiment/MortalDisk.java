package org.palimpsest.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.StorageException;

/**
 * A disk on which a process dies at its n-th change, before it or halfway through; nothing changes
 * after that. It does not wait for a real disk, for speed.
 */
public final class MortalDisk extends Disk {

  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final int fatal;
  private final boolean halfway;
  private final BitSet writes = new BitSet();
  private int changes;

  /**
   * Dies at one change.
   *
   * @param fatal number of the change, from 1; 0 for never
   * @param halfway whether half of it is done first, if it writes
   */
  MortalDisk(int fatal, boolean halfway) {
    this.fatal = fatal;
    this.halfway = halfway;
  }

  /** A disk that nobody dies on: for runs of which no loss of power is expected. */
  public static Disk swift() {
    return new MortalDisk(0, false);
  }

  int changes() {
    return changes;
  }

  /** Whether that change wrote bytes. */
  boolean writes(int change) {
    return writes.get(change);
  }

  @Override
  public void write(Path file, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
      change(bytes.toByteArray(), part -> Files.write(file, part));
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  @Override
  public void append(Path file, String text) {
    try {
      change(
          text.getBytes(StandardCharsets.UTF_8),
          part -> Files.write(file, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  @Override
  public void truncate(Path file, long bytes) {
    step();
    super.truncate(file, bytes);
  }

  @Override
  public void rename(Path from, Path to) {
    step();
    super.rename(from, to);
  }

  @Override
  public void createFolder(Path folder) {
    step();
    super.createFolder(folder);
  }

  @Override
  public void delete(Path path) {
    step();
    super.delete(path);
  }

  @Override
  public void force(Path folder) {
    // Only a loss of power would tell.
  }

  private interface Write {
    void of(byte[] bytes) throws IOException;
  }

  private void change(byte[] bytes, Write write) throws IOException {
    writes.set(changes + 1);
    if (halfway && changes + 1 == fatal) {
      write.of(Arrays.copyOf(bytes, bytes.length / 2));
    }
    step();
    write.of(bytes);
  }

  private void step() {
    changes++;
    if (fatal > 0 && changes >= fatal) {
      throw new Killed();
    }
  }
}
