package org.palimpsest.disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Every change that a run makes on disk, each either not there or there as a whole after a kill or
 * a loss of power. Failures are {@link StorageException}s.
 *
 * <p>Not final, so that a test can end a run at any one change.
 */
public class Disk {

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file as a whole: written beside it as {@code .NAME.partial}, then renamed. Only one
   * process may do so at a time.
   */
  public final void replace(Path file, Content content) {
    replace(file, file.resolveSibling(".%s.partial".formatted(file.getFileName())), content);
  }

  /**
   * Replaces a file as a whole where several processes may do so at a time; the last one wins.
   * Folders on the way are made.
   */
  public final void replaceShared(Path file, Content content) {
    createFolder(parent(file));
    String partial = ".%s.%s.partial".formatted(file.getFileName(), ProcessHandle.current().pid());
    replace(file, file.resolveSibling(partial), content);
  }

  /**
   * Writes what somebody asked for to a place of their choice. A device, a pipe or what a link
   * leads to is written to; an ordinary file is replaced as a whole. Folders on the way are made.
   */
  public final void deliver(Path file, Content content) {
    boolean through =
        Files.isSymbolicLink(file) || (Files.exists(file) && !Files.isRegularFile(file));
    if (!through || Files.isDirectory(file)) {
      replaceShared(file, content);
      return;
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      content.writeTo(out);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void replace(Path file, Path partial, Content content) {
    if (Files.isDirectory(file)) {
      throw new DamagedFileException(file, "it is a folder");
    }
    try {
      write(partial, content);
      rename(partial, file);
    } catch (StorageException e) {
      // Half a file only takes the room that the disk may lack.
      forget(partial, e);
      throw e;
    }
  }

  /** Replaces a file by this text in UTF-8. */
  public final void replace(Path file, String text) {
    replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a new file and forces it onto the disk; half a file is left if that fails. */
  public void write(Path file, Content content) {
    try {
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Keeps a copy of a file; one that was there is replaced. */
  public void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(to, e);
    }
  }

  /** Appends to a file, made if need be, and forces it onto the disk. */
  public void append(Path file, String text) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Cuts a file to its first bytes. */
  public void truncate(Path file, long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Renames within a file system in one step; a file at the target is replaced. */
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      force(parent(to));
    } catch (IOException e) {
      throw failed(to, e);
    }
  }

  /** Makes a folder and those above it. */
  public void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Deletes a file or a folder with all in it, if it is there; does not follow links. */
  public void delete(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Forces a folder's entries onto the disk. */
  public void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Deletes what a failure left, without hiding the failure behind one of the deletion. */
  public final void forget(Path path, StorageException failure) {
    try {
      delete(path);
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }

  /** The folder that a file is in; the path itself if it is a root. */
  public static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  private static RuntimeException failed(Path file, IOException e) {
    return StorageException.at(file, e);
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
