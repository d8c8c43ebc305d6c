package org.palimpsest.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Weights;

class Dl4jFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("org.palimpsest.engine.export.ExportedNetworks#encoders")
  void deeplearning4jLoadsItAloneAndComputesTheSame(Architecture architecture) throws Exception {
    Path file = folder.resolve("model.zip");
    INDArray images = ExportedNetworks.images(architecture, 5, 9);
    Features ours;
    try (Network network = ExportedNetworks.network(architecture);
        OutputStream out = Files.newOutputStream(file)) {
      Dl4jFile.write(
          new LearntModel(
              Weights.of(network),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              Map.of("classes", "[\"a\"]")),
          out);
      ours = network.infer(images);
    }

    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());
    INDArray[] theirs = graph.output(images);
    assertThat(distance(theirs[0], ours.map())).as("map").isLessThan(1e-4);
    assertThat(distance(theirs[1], ours.embedding())).as("embedding").isLessThan(1e-4);
    Map<String, String> texts = ModelSerializer.getObjectFromFile(file.toFile(), "palimpsest");
    assertThat(texts).containsEntry("classes", "[\"a\"]");
    assertThat(configuration(file)).doesNotContain("org.palimpsest");
  }

  private static String configuration(Path file) throws Exception {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("configuration.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The largest difference, relative to the largest of our values. */
  private static double distance(INDArray theirs, INDArray ours) {
    assertThat(theirs.shape()).isEqualTo(ours.shape());
    double scale = ours.amaxNumber().doubleValue();
    assertThat(scale).isPositive();
    return theirs.sub(ours).amaxNumber().doubleValue() / scale;
  }
}
