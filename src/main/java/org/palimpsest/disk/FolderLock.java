package org.palimpsest.disk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder, such as a run's, to one process. The system lets go of it when the process ends,
 * however it ends; the file stays and says who held it last.
 */
public final class FolderLock implements AutoCloseable {

  private static final String FILE = "run.lock";

  /**
   * Folders held by this process. Asking the system again from within one process would make it let
   * go of the lock when the second channel closes.
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path key;
  private final FileChannel channel;

  private FolderLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder that exists.
   *
   * @throws FolderLockedException naming the holder
   */
  public static FolderLock acquire(Path folder, Instant now) {
    Path file = folder.resolve(FILE);
    String me = "process %d on %s since %s".formatted(ProcessHandle.current().pid(), host(), now);
    Path key = folder.toAbsolutePath().normalize();
    String holder = HELD.putIfAbsent(key, me);
    if (holder != null) {
      throw new FolderLockedException(folder, holder);
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
          String known = Files.readString(file).strip();
          throw new FolderLockedException(folder, known.isEmpty() ? "one just begun" : known);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((me + "\n").getBytes(StandardCharsets.UTF_8)));
        taken = true;
        return new FolderLock(key, channel);
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw StorageException.at(file, e);
    } finally {
      if (!taken) {
        HELD.remove(key);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StorageException.at(key, e);
    } finally {
      HELD.remove(key);
    }
  }

  /**
   * Who holds the lock of a folder, unless it is this process or nobody. Looking takes the lock for
   * a moment, so that a process that begins just then may find it held.
   */
  public static Optional<String> holder(Path folder) {
    Path file = folder.resolve(FILE);
    if (HELD.containsKey(folder.toAbsolutePath().normalize()) || !Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }
}
