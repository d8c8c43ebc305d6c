package org.palimpsest.engine.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Weights;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Safetensors;
import org.palimpsest.tensor.Seeds;

class SafetensorsFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("org.palimpsest.engine.export.ExportedNetworks#encoders")
  void aPythonProgramReadsItAndComputesTheSame(Architecture architecture) throws Exception {
    Path file = folder.resolve("model.safetensors");
    INDArray images = ExportedNetworks.images(architecture, 5, 9);
    Features ours;
    try (Network network = ExportedNetworks.network(architecture);
        OutputStream out = Files.newOutputStream(file)) {
      SafetensorsFile.write(model(network, Optional.empty()), out);
      ours = network.infer(images);
    }
    Map<String, INDArray> theirs = PythonReader.features(file, "images", images, folder);
    assertThat(distance(requireNonNull(theirs.get("map")), ours.map())).as("map").isLessThan(1e-4);
    assertThat(distance(requireNonNull(theirs.get("embedding")), ours.embedding()))
        .as("embedding")
        .isLessThan(1e-4);
  }

  @Test
  void holdsTheDecoderAndTheRestBesideTheEncoder() throws Exception {
    Architecture conv4 = Architectures.conv4(1, 8, 8, 2, true, 3);
    Path file = folder.resolve("model.safetensors");
    try (Network encoder = ExportedNetworks.network(conv4);
        Network decoder =
            new TorchEngine(1)
                .build(Architectures.mirroredDecoder(conv4), new Seeds(1).generator("decoder"));
        OutputStream out = Files.newOutputStream(file)) {
      SafetensorsFile.write(model(encoder, Optional.of(decoder)), out);
    }
    Safetensors read = Safetensors.read(file);
    assertThat(read.tensors())
        .containsKeys("encoder.trunk.0.weight", "decoder.trunk.0.weight", "memory.prototypes");
    assertThat(read.texts()).containsEntry("head", "cosine");
    assertThat(read.texts().get("encoder"))
        .startsWith("{\"name\":\"conv4-2\",\"channels\":1,\"height\":8,\"width\":8,\"trunk\":[")
        .contains(
            "{\"kind\":\"Convolution\",\"filters\":2,\"size\":3,\"stride\":1,\"padding\":1,"
                + "\"bias\":true}");
    assertThat(read.texts().get("decoder")).contains("{\"kind\":\"Upsampling\",\"filters\":2}");
  }

  @Test
  void theSameModelGivesTheSameBytes() throws Exception {
    Architecture conv4 = Architectures.conv4(1, 8, 8, 2, true, 3);
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    for (ByteArrayOutputStream out : new ByteArrayOutputStream[] {one, other}) {
      try (Network network = ExportedNetworks.network(conv4)) {
        SafetensorsFile.write(model(network, Optional.empty()), out);
      }
    }
    assertThat(one.toByteArray()).isEqualTo(other.toByteArray());
  }

  private static LearntModel model(Network encoder, Optional<Network> decoder) {
    return new LearntModel(
        Weights.of(encoder),
        decoder.map(Weights::of),
        Map.of("memory.prototypes", Nd4j.ones(DataType.FLOAT, 2, 3)),
        Optional.empty(),
        Map.of("head", "cosine", "method", "reconstruction"));
  }

  private static double distance(INDArray theirs, INDArray ours) {
    assertThat(theirs.shape()).isEqualTo(ours.shape());
    double scale = ours.amaxNumber().doubleValue();
    assertThat(scale).isPositive();
    return theirs.sub(ours).amaxNumber().doubleValue() / scale;
  }
}
