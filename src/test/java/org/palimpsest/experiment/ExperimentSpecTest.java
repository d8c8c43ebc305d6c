package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.conf.ConfException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

class ExperimentSpecTest {

  private static final String SMALL =
      """
      name = small
      benchmark {
        dataset = digits
        base-classes = 6
        novel { sessions = 2, ways = 2, shots = 5 }
      }
      training.episodes.ways = 3
      """;

  @TempDir Path folder;

  private ExperimentSpec load(String text, String... overrides) throws IOException {
    Path file = folder.resolve("x.conf");
    Files.writeString(file, text);
    return ExperimentSpec.load(file, List.of(overrides));
  }

  private List<String> problems(String... overrides) {
    ConfException thrown = catchThrowableOfType(ConfException.class, () -> load(SMALL, overrides));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void readsAnExperiment() throws IOException {
    ExperimentSpec experiment = load(SMALL, "seeds=[3,-4]", "engine.threads=2", "results=/r");
    assertThat(experiment.name()).isEqualTo("small");
    assertThat(experiment.seeds()).containsExactly(3L, -4L);
    assertThat(experiment.engine()).isEqualTo(new EngineSpec("torch", "cpu", 2));
    assertThat(experiment.method()).isEqualTo("reconstruction");
    assertThat(experiment.mlflow().experiment()).isEqualTo("small");
    assertThat(experiment.results()).isEqualTo(Path.of("/r"));
    assertThat(experiment.benchmark().baseClasses()).isEqualTo(6);
    assertThat(experiment.resolved().getInt("benchmark.novel.ways")).isEqualTo(2);
  }

  @Test
  void theDefaultsNeedNothingButAName() throws IOException {
    ExperimentSpec experiment = load("name = a");
    assertThat(experiment.seeds()).containsExactly(1L);
    assertThat(experiment.engine().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void withoutADecoderNothingIsReconstructed() throws IOException {
    assertThat(baseStage("network.decoder=mirrored")).contains("decoder true", "reconstruction");
    assertThat(baseStage("network.decoder=none"))
        .contains("decoder false", "cross-entropy")
        .doesNotContain("reconstruction");
  }

  /** What another run's base stage has to be to be the same, all its terms among it. */
  private String baseStage(String override) throws IOException {
    ExperimentSpec spec = load(SMALL, override, "training.base.reuse=true");
    Seeds seeds = new Seeds(1);
    Dataset digits = Datasets.load(spec.benchmark().dataset(), DownloadProgress.NONE);
    Benchmark benchmark = Benchmarks.build(digits, spec.benchmark(), seeds);
    LearnerContext context = LearnerContext.of(Engines.of(spec.engine()), seeds, benchmark);
    try (Learner learner = spec.learner().create(context)) {
      return learner.stages(benchmark.sessions().get(0)).get(0).reuseKey().orElseThrow();
    }
  }

  @Test
  void theNameIsRequired() {
    ConfException thrown =
        catchThrowableOfType(ConfException.class, () -> load("# nothing\nseeds = [2]"));
    assertThat(thrown).isNotNull();
    assertThat(thrown.problems().get(0).toString()).endsWith("x.conf:1: name is missing");
  }

  /** Each found before anything is loaded, in one problem that names the key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          benchmark.base-classes=11          | benchmark.base-classes = 11
          benchmark.novel.sessions=3         | benchmark.novel.sessions = 3
          benchmark.novel.shots=1000         | benchmark.novel.shots = 1000
          benchmark.novel.shots=some         | benchmark.novel.shots = "some"
          benchmark.dataset=digit            | benchmark.dataset = "digit"
          benchmark.class-order=seed-1994    | benchmark.class-order = "seed-1994"
          benchmark.class-order=[0,1,1]      | benchmark.class-order = [0,1,1]
          benchmark.validation-fraction=1.5  | benchmark.validation-fraction = 1.5
          training.episodes.ways=7             | training.episodes.ways = 7
          training.episodes.shots=1000         | training.episodes.shots = 1000
          seeds=[]                           | seeds = []
          seeds=[1,1]                        | seeds = [1,1]
          seeds=1,2                          | seeds = "1,2"
          name=../etc                        | name = "../etc"
          name=.hidden                       | name = ".hidden"
          engine.name=torhc                  | engine.name = "torhc"
          engine.device=gpu                  | engine.device = "gpu"
          engine.device=cuda:x               | engine.device = "cuda:x"
          engine.threads=0                   | engine.threads = 0
          engine.threads=many                | engine.threads = "many"
          learner.method=reconstructoin      | learner.method = "reconstructoin"
          mlflow.tracking-uri=sqlite:///x.db | mlflow.tracking-uri = "sqlite:///x.db"
          mlflow.experiment=" "              | mlflow.experiment = " "
          results=""                         | results = ""
          """)
  void refuses(String override, String expected) {
    assertThat(problems(override))
        .singleElement()
        .asString()
        .startsWith("command line: " + expected + " ");
  }

  /** The number refused is mostly the defaults', which a person should not have to look for. */
  @Test
  void moreWaysThanBaseClassesAreRefusedWithWhatWouldDo() {
    assertThat(problems("training.episodes.ways=7"))
        .containsExactly(
            "command line: training.episodes.ways = 7 is more than the 6 classes of the base"
                + " session, benchmark.base-classes; training.episodes.ways = 6 would do");
  }

  @Test
  void aGpuIsRefusedWhereThereIsNoneWithWhatWasLookedFor() {
    // On a machine with a GPU and a build for it, its number 99 is the one that is not there.
    assertThat(problems("engine.device=\"cuda:99\""))
        .singleElement()
        .asString()
        .startsWith("command line: engine.device = \"cuda:99\" cannot be used: ")
        .containsAnyOf("libtorch without CUDA", "torch.cuda.device_count()");
  }

  @Test
  void onlyTorchComputesOnAGpu() {
    assertThat(problems("engine.name=dl4j", "engine.device=cuda"))
        .containsExactly("command line: engine.device = \"cuda\" needs engine.name = torch");
  }

  @Test
  void aPasswordInAnAddressIsNotShown() {
    assertThat(problems("mlflow.tracking-uri=ftp://me:secret@host/"))
        .singleElement()
        .asString()
        .contains("ftp://host")
        .doesNotContain("secret");
  }
}
