package org.palimpsest.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.data.DataException;
import org.palimpsest.method.State;

/**
 * A learner's state after the last session that its run has learnt to the end. Looking at it
 * changes nothing, not even while the run goes on.
 *
 * @param session index of that session
 * @param finished whether the run is complete
 */
public record LearntState(int session, boolean finished, State state) {

  /**
   * Reads and checks it.
   *
   * @param run folder of the run
   * @throws DataException if no session has been learnt yet
   * @throws CheckpointException if the checkpoint is damaged
   */
  public static LearntState of(Path run) {
    Path checkpoints = run.resolve("checkpoints");
    Path folder =
        CheckpointStore.lastSession(checkpoints)
            .orElseThrow(
                () ->
                    new DataException(
                        checkpoints.toString(),
                        "no checkpoint of a session",
                        "session-00 and so on, which are there once a session is learnt"));
    try {
      SealedFolder.Content content = SealedFolder.read(folder);
      State state =
          content
              .state()
              .orElseThrow(() -> new SealedFolder.DamagedException("it has no learner's state"));
      int next = content.manifest().path("next").path("session").asInt();
      return new LearntState(next - 1, Files.isDirectory(checkpoints.resolve("finished")), state);
    } catch (SealedFolder.DamagedException e) {
      throw new CheckpointException(folder, String.valueOf(e.getMessage()));
    }
  }
}
