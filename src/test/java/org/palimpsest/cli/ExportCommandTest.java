package org.palimpsest.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.Normalization;
import org.palimpsest.engine.export.PythonReader;
import org.palimpsest.tensor.Safetensors;

/** A small run on the embedded digits, exported and started from. */
class ExportCommandTest {

  @TempDir static Path shared;
  private static Path run = Path.of("");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void learn() throws IOException {
    ExportCommandTest first = new ExportCommandTest();
    assertThat(first.run(shared)).as(first.said()).isZero();
    run = onlyRun(shared.resolve("results/small"));
  }

  /** Runs the experiment with its results in this folder; overrides follow. */
  private int run(Path where, String... overrides) throws IOException {
    Path file = where.resolve("small.conf");
    Files.writeString(
        file,
        """
        name = small
        engine.threads = 1
        benchmark { dataset = digits, base-classes = 6, novel { sessions = 1, ways = 2, shots = 5 } }
        network.encoder { filters = 4, embedding = 8 }
        training {
          base { epochs = 1, reuse = false }
          episodes { number = 5, ways = 3, shots = 2, queries = 2 }
        }
        mlflow.tracking-uri = null
        results = "%s"
        """
            .formatted(where.resolve("results")));
    String[] arguments =
        Stream.concat(Stream.of("run", file.toString(), "--quiet"), Arrays.stream(overrides))
            .toArray(String[]::new);
    return execute(arguments);
  }

  private int execute(String... arguments) {
    Streams streams = new Streams(printTo(out), printTo(err));
    return Main.execute(streams, arguments);
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Path onlyRun(Path experiment) throws IOException {
    try (Stream<Path> entries = Files.list(experiment)) {
      List<Path> runs =
          entries.filter(path -> path.getFileName().toString().startsWith("seed-")).toList();
      assertThat(runs).hasSize(1);
      return runs.get(0);
    }
  }

  private Path export(Path from, String format, Path to) {
    assertThat(execute("export", from.toString(), "--format", format, "-o", to.toString()))
        .as(said())
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith(to + "\n");
    return to;
  }

  @Test
  void pythonAndDeeplearning4jMakeTheSameOfTheTestImages() throws Exception {
    Path tensors = export(run, "safetensors", folder.resolve("m.safetensors"));
    Path graph = export(run, "dl4j", folder.resolve("m.zip"));
    Dataset digits = Datasets.load(DatasetSpec.named("digits"), (file, done, total) -> {});
    INDArray pixels = Nd4j.create(DataType.FLOAT, 20, 1, 8, 8);
    for (int i = 0; i < 20 * 64; i++) {
      pixels.putScalar(i, digits.test().image(i / 64)[i % 64] & 0xff);
    }
    INDArray python =
        requireNonNull(PythonReader.features(tensors, "pixels", pixels, folder).get("embedding"));

    Normalization normalization = digits.normalization();
    INDArray images =
        pixels.div(255).sub(normalization.mean().get(0)).div(normalization.deviation().get(0));
    INDArray dl4j = ModelSerializer.restoreComputationGraph(graph.toFile()).output(images)[1];
    assertThat(python.shape()).containsExactly(20, 8);
    assertThat(python.amaxNumber().doubleValue()).isGreaterThan(0.01);
    assertThat(dl4j.sub(python).amaxNumber().doubleValue())
        .isLessThan(1e-4 * python.amaxNumber().doubleValue());
  }

  @Test
  void saysWhatAUserOfTheTensorsHasToKnow() throws Exception {
    Safetensors model =
        Safetensors.read(export(run, "safetensors", folder.resolve("m.safetensors")));
    assertThat(model.texts())
        .containsEntry("experiment", "small")
        .containsEntry("run_id", run.getFileName().toString())
        .containsEntry("session", "1")
        .containsEntry("dataset", "digits")
        .containsEntry("image", "[1,8,8]")
        .containsEntry("labels", "[0,1,2,3,4,5,6,7]")
        .containsEntry("head", "task-adaptive");
    assertThat(model.texts().get("classes")).startsWith("[\"").contains("\"7\"");
    assertThat(model.texts().get("normalization")).contains("\"mean\":[", "\"deviation\":[");
    assertThat(shape(model, "head.prototypes")).containsExactly(8, 8);
    assertThat(shape(model, "head.maps")).containsExactly(8, 4, 2, 2);
    assertThat(shape(model, "head.query")).containsExactly(4, 4);
    assertThat(model.tensors()).as("rows that train no more").doesNotContainKey("head.weights");
  }

  private static long[] shape(Safetensors model, String name) {
    return requireNonNull(model.tensors().get(name), name).shape();
  }

  @Test
  void aRunStartsFromAnExportedModelAndIsNamedAfterWhatItHolds() throws Exception {
    Path model = export(run, "safetensors", folder.resolve("m.safetensors"));
    String init = "network.init-from=\"%s\"".formatted(model);
    List<String> untrained = List.of("training.base.epochs=0", "learner.head=prototype");
    assertThat(run(folder, init, untrained.get(0), untrained.get(1))).as(said()).isZero();
    Path started = onlyRun(folder.resolve("results/small"));
    Map<String, INDArray> before = Safetensors.read(model).tensors();
    // The file may go once a run has begun: its configuration is not asked for it again.
    Path moved = Files.move(model, folder.resolve("elsewhere.safetensors"));
    Safetensors second =
        Safetensors.read(export(started, "safetensors", folder.resolve("n.safetensors")));
    assertThat(second.texts()).containsKey("started_from");
    assertThat(Safetensors.read(moved).texts()).doesNotContainKey("started_from");
    Map<String, INDArray> after = second.tensors();
    before.forEach(
        (name, tensor) -> {
          if (name.startsWith("encoder.")) {
            assertThat(after.get(name)).as(name).isEqualTo(tensor);
          }
        });

    // The same content under another name is the same run; the configuration pins the content.
    String again = "network.init-from=\"%s\"".formatted(moved);
    assertThat(run(folder, again, untrained.get(0), untrained.get(1))).isZero();
    assertThat(onlyRun(folder.resolve("results/small"))).isEqualTo(started);
    Path configuration = started.resolve("experiment.conf");
    assertThat(Files.readString(configuration)).contains("init-from-sha256");
    Files.move(folder.resolve("n.safetensors"), model);
    assertThat(execute("check", configuration.toString())).isEqualTo(3);
    assertThat(said()).contains("found SHA-256 ", "as network.init-from-sha256 says");
  }

  @Test
  void aRunThatStartsFromAModelThatKnowsItsNovelClassesIsNotClean() throws Exception {
    Path model = export(run, "safetensors", folder.resolve("m.safetensors"));
    String init = "network.init-from=\"%s\"".formatted(model);
    assertThat(run(folder, init, "learner.head=prototype")).as(said()).isZero();
    assertThat(leakage())
        .contains(
            "\"clean\":false", "trained on digits with 2 of the classes that are novel here: 6, 7");
    String one = folder.resolve("results/small").toString();
    assertThat(execute("compare", one, shared.resolve("results/small").toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("LEAKAGE");
  }

  @Test
  void aModelOfTheBaseClassesMayBeStartedFrom() throws Exception {
    assertThat(run(folder.resolve("."), "--until-session=0")).as(said()).isZero();
    Path base = onlyRun(folder.resolve("results/small"));
    Path model = export(base, "safetensors", folder.resolve("m.safetensors"));
    Path second = Files.createDirectories(folder.resolve("second"));
    String init = "network.init-from=\"%s\"".formatted(model);
    assertThat(run(second, init)).as(said()).isZero();
    assertThat(leakage(second))
        .contains("\"clean\":true", "\"unknown\":[]", "trained on digits with no novel class");
  }

  @Test
  void ofAForeignModelItIsNotKnownWhatItHasSeen() throws Exception {
    Safetensors ours =
        Safetensors.read(export(run, "safetensors", folder.resolve("m.safetensors")));
    Path foreign = folder.resolve("foreign.safetensors");
    try (var to = Files.newOutputStream(foreign)) {
      new Safetensors(ours.tensors(), Map.of()).writeTo(to);
    }
    String init = "network.init-from=\"%s\"".formatted(foreign);
    assertThat(run(folder, init)).as(said()).isZero();
    assertThat(leakage())
        .contains("\"clean\":true")
        .contains("start from " + foreign + ", which does not say what it was trained on");
  }

  private String leakage() throws IOException {
    return leakage(folder);
  }

  private String leakage(Path where) throws IOException {
    Path summary = onlyRun(where.resolve("results/small")).resolve("summary.json");
    return new ObjectMapper().readTree(summary.toFile()).get("leakage").toString();
  }

  @Test
  void namesTheTensorsThatDoNotFit() throws Exception {
    Path model = export(run, "safetensors", folder.resolve("m.safetensors"));
    String init = "network.init-from=\"%s\"".formatted(model);
    assertThat(run(folder, init, "network.encoder.filters=5")).isEqualTo(3);
    assertThat(said())
        .contains(
            "m.safetensors: it does not fit the network that is configured:",
            "encoder.trunk.0.weight is [4, 1, 3, 3], expected [5, 1, 3, 3]",
            " more\n");
  }

  @Test
  void saysAtOnceWhatIsWrongWithAFileToStartFrom() throws Exception {
    assertThat(run(folder, "network.init-from=/no/such.safetensors")).isEqualTo(3);
    assertThat(said())
        .contains("network.init-from = /no/such.safetensors: found no such file, expected what");
    Path text = Files.writeString(folder.resolve("text"), "not a model at all");
    assertThat(run(folder, "network.init-from=\"%s\"".formatted(text))).isEqualTo(3);
    assertThat(said()).contains("network.init-from = " + text + ": it cannot be read: ");
    assertThat(run(folder, "network.init-from-sha256=abc")).isEqualTo(2);
    assertThat(said()).contains("network.init-from-sha256 = \"abc\" is not a SHA-256");
  }

  @Test
  void overwritesOnlyIfForced() throws Exception {
    Path file = Files.writeString(folder.resolve("m.safetensors"), "mine");
    String[] command = {
      "export", run.toString(), "--format=safetensors", "--output", file.toString()
    };
    assertThat(execute(command)).isEqualTo(2);
    assertThat(said()).contains(file + " is there already; --force overwrites it");
    assertThat(file).hasContent("mine");
    String[] forced = Arrays.copyOf(command, command.length + 1);
    forced[command.length] = "--force";
    assertThat(execute(forced)).isZero();
    assertThat(Safetensors.read(file).tensors()).isNotEmpty();
  }

  @Test
  void refusesWhatIsNoRunOrNoFormat() throws Exception {
    assertThat(execute("export", "/no/such/run", "--format", "dl4j")).isEqualTo(2);
    assertThat(said()).contains("there is no folder /no/such/run");
    assertThat(execute("export", run.toString(), "--format", "onnx")).isEqualTo(2);
    assertThat(said()).contains("--format onnx is not one of safetensors, torchscript, dl4j");
    Path experiment = shared.resolve("results/small");
    assertThat(execute("export", experiment.toString(), "--format", "dl4j")).isEqualTo(3);
    assertThat(said()).contains("found no experiment.conf, but the runs " + run);
  }

  @Test
  void refusesARunWithoutACheckpointOrWithADamagedOne() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("run"));
    Files.copy(run.resolve("experiment.conf"), copy.resolve("experiment.conf"));
    assertThat(execute("export", copy.toString(), "--format", "dl4j")).isEqualTo(3);
    assertThat(said()).contains("found no checkpoint of a session, expected session-00");

    Path session = Files.createDirectories(copy.resolve("checkpoints/session-00"));
    for (String name : List.of("manifest.json", "manifest.sha256", "state.safetensors")) {
      Files.copy(run.resolve("checkpoints/session-00").resolve(name), session.resolve(name));
    }
    Files.writeString(session.resolve("state.safetensors"), "cut short");
    assertThat(execute("export", copy.toString(), "--format", "dl4j")).isEqualTo(3);
    assertThat(said()).contains("session-00: damaged checkpoint: state.safetensors has 9 bytes");
    assertThat(session).isDirectory();
  }
}
