package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.HiddenSettings;

/** The batch script alone, run by bash as Slurm's node would. */
class SlurmScriptTest {

  private static final String SECRET = "mlflow.tracking-uri=http://user:geheim@127.0.0.1:5000";

  @TempDir Path folder;

  private TinySweep sweep;

  @BeforeEach
  void writeSweep() throws IOException {
    String results = "results = \"%s\"\n".formatted(folder.resolve("results"));
    sweep = new TinySweep(folder, results + "sweep.grid.learner.head = [prototype, cosine]\n");
  }

  private String script(String... overrides) {
    SweepPlan plan = sweep.plan(overrides);
    Cell first = plan.cells().get(0);
    return SlurmScript.of(
        plan,
        Map.of(first, Goal.FINISHED),
        plan.slurm(),
        new JavaCommand(List.of("echo", "ran")),
        OptionalInt.empty());
  }

  private Path log() {
    SweepPlan plan = sweep.plan();
    return SweepFiles.log(plan, plan.cells().get(0));
  }

  private int run(String script, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(folder.resolve("job.sh"), script);
    Files.createDirectories(SlurmScript.folder(sweep.plan()));
    Files.createDirectories(log().getParent());
    ProcessBuilder bash =
        new ProcessBuilder("bash", file.toString()).directory(folder.toFile()).inheritIO();
    bash.environment().clear();
    bash.environment().put("PATH", System.getenv("PATH"));
    bash.environment().putAll(Map.of("SLURM_ARRAY_JOB_ID", "7", "SLURM_ARRAY_TASK_ID", "0"));
    bash.environment().putAll(environment);
    Process process = bash.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void secretsComeByTheEnvironmentAloneAndAreMissedWhereItIsKeptBack() throws Exception {
    String script = script(SECRET);
    assertThat(script).doesNotContain("geheim").contains(HiddenSettings.VARIABLE);

    assertThat(run(script, Map.of())).isEqualTo(2);
    assertThat(Files.readString(log()))
        .contains(HiddenSettings.VARIABLE, "SBATCH_EXPORT=ALL")
        .doesNotContain("ran");
    Path exit = SlurmScript.exitFile(sweep.plan(), new Slurm.Task("7", 0));
    assertThat(exit).hasContent("2");

    assertThat(run(script, HiddenSettings.variable(List.of(SECRET)))).isZero();
    assertThat(Files.readString(log())).contains("ran");
    assertThat(exit).hasContent("0");
  }

  @Test
  void nothingIsDemandedWhereNothingIsHidden() throws Exception {
    String script = script();
    assertThat(script).doesNotContain(HiddenSettings.VARIABLE);
    assertThat(run(script, Map.of())).isZero();
  }

  /** Without it Java on the node would read other names than the launcher has seen to. */
  @Test
  void theEncodingOfNamesIsThatOfThisProcess() {
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String value = System.getenv(variable);
      if (value != null) {
        assertThat(script()).contains("export %s='%s'".formatted(variable, value));
      }
    }
  }
}
