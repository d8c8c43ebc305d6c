package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;

class EncodersTest {

  private static final Optional<DatasetSize> DIGITS = Datasets.size(DatasetSpec.named("digits"));
  private static final Optional<DatasetSize> CIFAR = Datasets.size(DatasetSpec.named("cifar100"));

  @TempDir Path folder;

  private ConfigFile file(String encoder) throws IOException {
    Path file = folder.resolve("encoder.conf");
    Files.writeString(file, "name = x\nnetwork.encoder { " + encoder + " }\n");
    return ConfigFile.load(file, List.of());
  }

  private Encoder read(String encoder, Optional<DatasetSize> images) throws IOException {
    ConfigFile file = file(encoder);
    Encoder read = Encoders.read(file.root().section("network").section("encoder"), images);
    file.problems().throwIfAny();
    return read;
  }

  private List<String> problems(String encoder, Optional<DatasetSize> images) throws IOException {
    ConfigFile file = file(encoder);
    Encoders.read(file.root().section("network").section("encoder"), images);
    return file.problems().list().stream().map(p -> p.line() + ": " + p.message()).toList();
  }

  @Test
  void everyEncoderHasItsOwnKeysAndItsPapersEmbedding() throws IOException {
    assertThat(read("", CIFAR)).isEqualTo(new Encoder.Conv4(64, true, 128));
    assertThat(read("filters = 32, drop-last-poolings = false, embedding = none", CIFAR))
        .isEqualTo(new Encoder.Conv4(32, false, 0));
    assertThat(read("type = resnet12", CIFAR)).isEqualTo(new Encoder.Resnet12(0));
    assertThat(read("type = resnet18, embedding = 64", CIFAR)).isEqualTo(new Encoder.Resnet18(64));
    assertThat(read("type = resnet20", CIFAR)).isEqualTo(new Encoder.CifarResnet(20, 0));
    assertThat(read("type = resnet32", CIFAR)).isEqualTo(new Encoder.CifarResnet(32, 0));
    assertThat(read("type = mlp, widths = [400, 300]", CIFAR))
        .isEqualTo(new Encoder.Mlp(List.of(400, 300), 0));
    assertThat(read("type = pixels", CIFAR)).isEqualTo(new Encoder.Pixels());
  }

  @Test
  void namesTheEncodersThereAreAndTheOneThatWasProbablyMeant() throws IOException {
    assertThat(problems("type = resnet-18", CIFAR))
        .singleElement()
        .asString()
        .isEqualTo(
            "2: network.encoder.type = \"resnet-18\" is not one of conv4, mlp, pixels, resnet12,"
                + " resnet18, resnet20, resnet32; did you mean \"resnet18\"?");
  }

  @Test
  void anMlpNeedsItsWidths() throws IOException {
    assertThat(problems("type = mlp", CIFAR))
        .singleElement()
        .asString()
        .contains("network.encoder.widths is missing");
    assertThat(problems("type = mlp, widths = []", CIFAR))
        .containsExactly(
            "2: network.encoder.widths = [] has no hidden layer; write widths = [400, 400]");
    assertThat(problems("type = mlp, widths = [0]", CIFAR))
        .singleElement()
        .asString()
        .contains("widths[0]", "from 1 to 65536");
  }

  @Test
  void anEmbeddingIsAutoOrNoneOrANumber() throws IOException {
    assertThat(problems("embedding = non", CIFAR))
        .containsExactly(
            "2: network.encoder.embedding = \"non\" is neither auto nor none nor a whole number"
                + " from 1 to 65536");
    assertThat(problems("embedding = 0", CIFAR)).singleElement().asString().contains("1 to 65536");
    assertThat(read("embedding = \"12\"", CIFAR)).isEqualTo(new Encoder.Conv4(64, true, 12));
  }

  @Test
  void imagesThatAreTooSmallAreAProblemWhereTheirSizeIsKnown() throws IOException {
    assertThat(problems("type = resnet12", DIGITS))
        .singleElement()
        .asString()
        .startsWith("2: network.encoder.type = \"resnet12\" does not fit images of 8x8: ")
        .contains("cannot halve [640, 1, 1]");
    assertThat(problems("type = resnet12", Optional.empty())).isEmpty();
    assertThat(problems("type = resnet18", DIGITS)).isEmpty();
  }

  @Test
  void refusesANetworkThatNoArrayHolds() throws IOException {
    assertThat(problems("type = mlp, widths = [65536, 65536]", DIGITS))
        .singleElement()
        .asString()
        .contains("network.encoder.type = \"mlp\" has 4", "at most 2147483647");
  }
}
