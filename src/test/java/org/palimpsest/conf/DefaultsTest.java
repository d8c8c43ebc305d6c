package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.method.Methods;

/** The documented keys and who reads them. */
class DefaultsTest {

  @TempDir Path folder;

  @Test
  void everyDefaultIsReadBySomeExperiment() throws IOException {
    // A key that is documented but read by nobody would be obeyed by nobody.
    Set<String> unread = null;
    for (String setting :
        List.of(
            "training.optimizer { type = sgd, schedule = step }, network.encoder.type = conv4",
            "training.optimizer { type = adam, schedule = cosine }, network.encoder.type = mlp,"
                + " network.encoder.widths = [4]",
            "learner.memory { policy = reservoir, images = 5 }, learner.head = task-adaptive",
            "training { iterations = 5, optimizer.schedule = cosine-restarts }",
            "benchmark { scenario = episodic, episodic { background = 60, test = 20 } },"
                + " learner { method = composed, head = prototypical }")) {
      Path path = folder.resolve("x.conf");
      Files.writeString(path, "name = a, " + setting);
      ConfigFile file = ConfigFile.load(path, List.of(), Methods::values);
      ExperimentSpec.of(file);
      Set<String> here = new TreeSet<>(file.unreadDefaults());
      here.removeIf(key -> key.startsWith("sweep."));
      unread = unread == null ? here : unread;
      unread.retainAll(here);
    }
    assertThat(unread).isEmpty();
  }
}
