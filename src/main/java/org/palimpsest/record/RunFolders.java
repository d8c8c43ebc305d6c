package org.palimpsest.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;

/** Finds the folders of runs: those that hold a journal. */
public final class RunFolders {

  /** A journal's name in its run's folder. */
  public static final String JOURNAL = "journal.jsonl";

  /** A results folder, an experiment's in it, a run's in that, and one more for sorting. */
  private static final int DEPTH = 5;

  private RunFolders() {}

  /**
   * The run folders at or below some folders, sorted by path; a sweep's folder stands for the runs
   * of its cells, too. Hidden folders are left out, and so is what a run's folder holds.
   *
   * @param roots folders that exist
   */
  public static List<Path> below(Collection<Path> roots) {
    TreeSet<Path> found = new TreeSet<>();
    for (Path root : roots) {
      try {
        Files.walkFileTree(
            root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Finder(root, found));
      } catch (IOException e) {
        throw new UncheckedIOException(root + " cannot be searched for runs", e);
      }
      if (SweepListing.isIn(root)) {
        SweepListing.runs(root).stream()
            .filter(run -> Files.isRegularFile(run.resolve(JOURNAL)))
            .forEach(found::add);
      }
    }
    return List.copyOf(found);
  }

  private static final class Finder extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Collection<Path> found;

    Finder(Path root, Collection<Path> found) {
      this.root = root;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (!folder.equals(root) && folder.getFileName().toString().startsWith(".")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (Files.isRegularFile(folder.resolve(JOURNAL))) {
        found.add(folder);
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // A folder that may not be read, or a circle of links, hides no run of ours.
      return FileVisitResult.CONTINUE;
    }
  }
}
