package org.palimpsest.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;

/**
 * Which cells were handed to Slurm, in {@code slurm/submissions.json} of the sweep's folder: what
 * makes it possible to go on when the submitting shell is gone.
 */
final class SlurmRecord {

  /**
   * A task that has not been seen to end.
   *
   * @param cell its key
   * @param lastSession as text; empty to run to the end
   */
  record Open(String job, int index, String cell, String lastSession) {

    Slurm.Task task() {
      return new Slurm.Task(job, index);
    }
  }

  /**
   * As stored.
   *
   * @param open tasks that have not been seen to end; the job is empty where it is not known
   *     whether the submission came through
   * @param lost how often each cell's task ended without an end of its own
   */
  record Content(List<Open> open, Map<String, Integer> lost) {}

  private final Disk disk;
  private final Path file;
  private final List<Open> open;
  private final Map<String, Integer> lost;

  private SlurmRecord(Disk disk, Path file, Content content) {
    this.disk = disk;
    this.file = file;
    this.open = new ArrayList<>(content.open());
    this.lost = new LinkedHashMap<>(content.lost());
  }

  static SlurmRecord read(Disk disk, SweepPlan plan) {
    Path file = SlurmScript.folder(plan).resolve("submissions.json");
    if (!Files.exists(file)) {
      return new SlurmRecord(disk, file, new Content(List.of(), Map.of()));
    }
    try {
      return new SlurmRecord(disk, file, Json.MAPPER.readValue(file.toFile(), Content.class));
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(file, e.getOriginalMessage());
    } catch (IOException e) {
      throw StorageException.at(file, e);
    }
  }

  List<Open> open() {
    return List.copyOf(open);
  }

  /** Before an array is submitted; it is not known yet under which number. */
  void submitting(Map<Cell, Goal> goals) {
    goals.forEach((cell, goal) -> open.add(new Open("", index(), cell.key(), lastSession(goal))));
    save();
  }

  private int index() {
    return (int) open.stream().filter(task -> task.job().isEmpty()).count();
  }

  /** The array that was being submitted has this number. */
  void submitted(String job) {
    open.replaceAll(
        task ->
            task.job().isEmpty()
                ? new Open(job, task.index(), task.cell(), task.lastSession())
                : task);
    save();
  }

  /** The array that was being submitted never was. */
  void notSubmitted() {
    open.removeIf(task -> task.job().isEmpty());
    save();
  }

  /** A task has ended. */
  void close(Open task) {
    open.remove(task);
    save();
  }

  /** A task ended without an end of its own; returns how often that has happened to its cell. */
  int lose(Open task) {
    int times = lost.merge(task.cell(), 1, Integer::sum);
    close(task);
    return times;
  }

  /** A cell starts with a clean slate. */
  void forgive(Cell cell) {
    if (lost.remove(cell.key()) != null) {
      save();
    }
  }

  static String lastSession(Goal goal) {
    return goal.lastSession().isPresent() ? Integer.toString(goal.lastSession().getAsInt()) : "";
  }

  private void save() {
    disk.replace(file, Json.pretty(Json.MAPPER.valueToTree(new Content(open, lost))));
  }
}
