package org.palimpsest.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.Weights;

class TorchScriptFileTest {

  @TempDir Path folder;

  private static LearntModel model(
      Network network, Optional<ScoreScript> scores, String normalization) {
    return new LearntModel(
        Weights.of(network),
        Optional.empty(),
        Map.of(),
        scores,
        Map.of("classes", "[\"a\",\"\u00e9\"]", "normalization", normalization));
  }

  private Path write(LearntModel model) throws IOException {
    Path file = folder.resolve("model.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TorchScriptFile.write(model, out);
    }
    return file;
  }

  /** Mean and deviation that undo the factor of pixels, so that the network sees the images. */
  private static String nothing(int channels) {
    String zeros = "0,".repeat(channels - 1) + "0";
    String factors = "0.00392156862745098,".repeat(channels - 1) + "0.00392156862745098";
    return "{\"mean\":[%s],\"deviation\":[%s]}".formatted(zeros, factors);
  }

  @ParameterizedTest
  @MethodSource("org.palimpsest.engine.export.ExportedNetworks#encoders")
  void libtorchAloneLoadsItAndComputesTheSame(Architecture architecture) throws Exception {
    INDArray images = ExportedNetworks.images(architecture, 5, 9);
    try (Network network = ExportedNetworks.network(architecture);
        Features ours = network.infer(images)) {
      Path file = write(model(network, Optional.empty(), nothing(architecture.channels())));
      float[] flat = images.dup('c').data().asFloat();
      Tensor input = torch.tensor(flat).reshape(images.shape());
      JitModule module = torch.load(file.toString());
      IValue both = module.get_method("features").apply(new IValueVector(new IValue(input)));
      Tensor map = both.toTuple().elements().get(0).toTensor();
      Tensor embedding = both.toTuple().elements().get(1).toTensor();
      assertThat(distance(map, ours.map())).as("map").isLessThan(1e-4);
      assertThat(distance(embedding, ours.embedding())).as("embedding").isLessThan(1e-4);
    }
  }

  private static double distance(Tensor theirs, INDArray ours) {
    float[] found = new float[(int) theirs.numel()];
    theirs.contiguous().data_ptr_float().get(found);
    float[] expected = ours.dup('c').data().asFloat();
    assertThat(found).hasSameSizeAs(expected);
    double most = 0;
    double scale = 0;
    for (int i = 0; i < found.length; i++) {
      most = Math.max(most, Math.abs(found[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    assertThat(scale).isPositive();
    return most / scale;
  }

  @Test
  void pixelsAreNormalisedInsideAndScoresComeOfTheHeadsProgram() throws Exception {
    Architecture architecture = ExportedNetworks.encoders().toList().get(4);
    ScoreScript scores =
        new ScoreScript(
            List.of("scores = torch.matmul(embedding, self.rows.t()) + self.shift"),
            Map.of(
                "rows", Nd4j.ones(1, architecture.embeddingWidth()),
                "shift", Nd4j.createFromArray(0.5f)));
    INDArray pixels = ExportedNetworks.images(architecture, 3, 1).mul(40).add(100);
    try (Network network = ExportedNetworks.network(architecture);
        Features ours = network.infer(pixels.div(255).sub(0.25).div(0.5))) {
      Path file =
          write(model(network, Optional.of(scores), "{\"mean\":[0.25],\"deviation\":[0.5]}"));
      try (ScriptedModel read = ScriptedModel.read(file)) {
        assertThat(read.texts())
            .containsEntry("classes", "[\"a\",\"\u00e9\"]")
            .containsEntry("forward", "scores");
        INDArray sums = ours.embedding().sum(1).add(0.5);
        for (int i = 0; i < 3; i++) {
          assertThat(read.forward(pixels).getDouble(i, 0))
              .isCloseTo(sums.getDouble(i), within(1e-4));
        }
        assertThat(read.embeddings(pixels).shape())
            .containsExactly(3, architecture.embeddingWidth());
      }
    }
  }

  @Test
  void saysWhatItIsNot() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pt"), "no model");
    assertThatThrownBy(() -> ScriptedModel.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it is no model in TorchScript: ");
    Path other = folder.resolve("other.pt");
    JitModule module = new JitModule(new QualifiedName("other"));
    module.define("def forward(self, x: Tensor) -> Tensor:\n    return x\n");
    module.save(other.toString());
    assertThatThrownBy(() -> ScriptedModel.read(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lacks palimpsest.json");
  }

  @Test
  void aWriterThatFailsLeavesNothingBehind() throws Exception {
    Architecture architecture = ExportedNetworks.encoders().toList().get(4);
    ScoreScript wrong = new ScoreScript(List.of("scores = torch.nonsense(embedding)"), Map.of());
    try (Network network = ExportedNetworks.network(architecture)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThatThrownBy(() -> TorchScriptFile.write(model(network, Optional.of(wrong), "{}"), out))
          .hasMessageContaining("nonsense");
      assertThat(out.size()).isZero();
    }
  }
}
