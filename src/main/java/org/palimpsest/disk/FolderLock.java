package org.palimpsest.disk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder, such as a run's, or what a file stands for to one process. The system lets go of
 * a lock when the process ends, however it ends; the file stays and says who held it last.
 */
public final class FolderLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final String FILE = "run.lock";
  private static final String TOKEN = ", token ";
  private static final int MOST_BYTES = 4096;

  /**
   * Files whose lock this process holds. Asking the system again from within one process would make
   * it let go of the lock when the second channel closes.
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path key;
  private final Path file;
  private final String token;
  private final String identity;
  private final FileChannel channel;

  private FolderLock(Path key, Path file, String token, FileChannel channel) throws IOException {
    this.key = key;
    this.file = file;
    this.token = token;
    this.channel = channel;
    this.identity = identity(file);
  }

  /**
   * Looks whether the folder is still this process's own.
   *
   * @throws FolderLostException if it is gone, or another process has taken it nevertheless
   */
  public void check() {
    try {
      String found = content();
      if (!found.equals(token)) {
        throw new FolderLostException(
            file, found.isBlank() ? "it is empty" : "it was taken by " + holder(found));
      }
    } catch (NoSuchFileException e) {
      throw new FolderLostException(file, "it is gone");
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /**
   * What the file holds now. A file that is still the locked one is read through the channel that
   * locks it: systems let go of a process's lock as soon as it closes any other.
   */
  private String content() throws IOException {
    if (!identity.equals(identity(file))) {
      return Files.readString(file);
    }
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static String identity(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return "%s %s".formatted(attributes.fileKey(), attributes.isRegularFile());
  }

  /**
   * Takes the lock of a folder that exists.
   *
   * @throws FolderLockedException naming the holder
   * @throws StorageException if the file system cannot lock
   */
  public static FolderLock acquire(Path folder, Instant now) {
    Path file = folder.resolve(FILE);
    String me = "process %d on %s since %s".formatted(ProcessHandle.current().pid(), host(), now);
    String holder = HELD.getOrDefault(key(file), "");
    if (!holder.isEmpty()) {
      throw new FolderLockedException(folder, holder);
    }
    try {
      return tryAcquire(file, me, false)
          .orElseThrow(() -> new FolderLockedException(folder, recorded(file)));
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /**
   * Takes the lock of a file, which is made; empty if another process has it, or this one. Where
   * the file system has no locks, everybody gets it: for work that two may do at once, at some
   * cost.
   *
   * @throws StorageException if the file cannot be made
   */
  public static Optional<FolderLock> tryAcquire(Path file) {
    try {
      return tryAcquire(file, Long.toString(ProcessHandle.current().pid()), true);
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /** Does something while nobody else, here or in another process, does it under the same file. */
  public static void inTurn(Path file, Runnable work) {
    synchronized (HELD) {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        work.run();
      } catch (IOException e) {
        throw StorageException.at(file, e);
      }
    }
  }

  private static Optional<FolderLock> tryAcquire(Path file, String me, boolean evenWithoutLocks)
      throws IOException {
    Path key = key(file);
    if (HELD.putIfAbsent(key, me) != null) {
      return Optional.empty();
    }
    // Two processes of one number on machines of one name would write the same without the token.
    String token = me + TOKEN + UUID.randomUUID() + "\n";
    @Nullable FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!lock(channel, evenWithoutLocks)) {
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)));
      FolderLock lock = new FolderLock(key, file, token, channel);
      taken = true;
      return Optional.of(lock);
    } finally {
      if (!taken) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(key);
      }
    }
  }

  private static boolean lock(FileChannel channel, boolean evenWithoutLocks) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException e) {
      if (!evenWithoutLocks) {
        throw e;
      }
      LOG.info("Nothing can be locked here ({}); going on without", e.getMessage());
      return true;
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
    if (HELD.containsKey(key(file)) || !Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null ? Optional.of(recorded(file)) : Optional.empty();
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  private static String recorded(Path file) {
    try {
      String known = holder(Files.readString(file));
      return known.isEmpty() ? "one just begun" : known;
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  /** Who wrote this, for people. */
  private static String holder(String written) {
    int token = written.indexOf(TOKEN);
    return (token < 0 ? written : written.substring(0, token)).strip();
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }
}
