package org.palimpsest.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest {

  @TempDir Path temp;

  @Test
  void isTheFormatByteByByte() throws IOException {
    Safetensors content =
        new Safetensors(
            Map.of("w", Nd4j.createFromArray(new float[][] {{1f, -2f}})), Map.of("a", "b"));
    String header =
        "{\"__metadata__\":{\"a\":\"b\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    int padded = (header.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(header.getBytes(StandardCharsets.UTF_8));
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putFloat(1f).putFloat(-2f);
    assertThat(bytes(content)).isEqualTo(expected.array());
  }

  /** Checkpoints have to be equal, and so have the maps that their texts come in, not in order. */
  @Test
  void theOrderThatTextsCameInIsNotWritten() throws IOException {
    List<String> names = List.of("epoch", "classes", "best", "losses", "a", "seed");
    Map<String, String> forwards = new LinkedHashMap<>();
    Map<String, String> backwards = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      forwards.put(names.get(i), "of " + names.get(i));
      String other = names.get(names.size() - 1 - i);
      backwards.put(other, "of " + other);
    }
    Map<String, INDArray> tensors = Map.of("w", Nd4j.ones(2));
    assertThat(bytes(new Safetensors(tensors, forwards)))
        .isEqualTo(bytes(new Safetensors(tensors, backwards)));
  }

  @Test
  void readsBackEveryBitOfEveryShapeAndStride() throws IOException {
    float[] odd = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY};
    INDArray grid = Nd4j.arange(24).castTo(DataType.FLOAT).reshape(2, 3, 4);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("odd", Nd4j.createFromArray(odd));
    tensors.put("turned", grid.permute(2, 0, 1));
    tensors.put("scalar", Nd4j.scalar(3.5f));
    tensors.put("none", Nd4j.empty(DataType.FLOAT));
    tensors.put("long", Nd4j.arange(200_000).castTo(DataType.FLOAT));
    tensors.put("double", Nd4j.createFromArray(Math.PI, 1e-300));
    Path file = temp.resolve("all.safetensors");
    Files.write(file, bytes(new Safetensors(tensors, Map.of("ключ", "значение \"x\""))));

    Safetensors back = Safetensors.read(file);
    assertThat(back.texts()).isEqualTo(Map.of("ключ", "значение \"x\""));
    assertThat(back.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    float[] oddBack = tensor(back, "odd").toFloatVector();
    for (int i = 0; i < odd.length; i++) {
      assertThat(Float.floatToRawIntBits(oddBack[i])).isEqualTo(Float.floatToRawIntBits(odd[i]));
    }
    assertThat(back.tensors().get("turned")).isEqualTo(grid.permute(2, 0, 1));
    assertThat(tensor(back, "scalar").isScalar()).isTrue();
    assertThat(tensor(back, "scalar").getFloat(0)).isEqualTo(3.5f);
    assertThat(tensor(back, "none").isEmpty()).isTrue();
    assertThat(back.tensors().get("long")).isEqualTo(tensors.get("long"));
    assertThat(tensor(back, "double").toDoubleVector()).containsExactly(Math.PI, 1e-300);
  }

  @Test
  void refusesTypesThatItDoesNotWrite() {
    assertThatThrownBy(() -> new Safetensors(Map.of("d", Nd4j.zeros(DataType.INT32, 2)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("d is INT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'w':{'dtype':'F16','shape':[1],'data_offsets':[0,2]}} | only F32",
        "{'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | needs 12 bytes",
        "{'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | whole number",
        "{'w':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | too large",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 0",
        "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | header describes 4",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'v':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 8",
        "{'w':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | header describes 16",
        "{'w':{'dtype':'F32','shape':[2]}} | lacks",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | offsets are 8 to 0",
        "[1,2] | not a JSON object",
        "{'w': | not JSON",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'w':{}} | not JSON",
      })
  void refusesAHeaderThatDoesNotFitItsFile(String header, String why) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(16 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).putFloat(1).putFloat(2);
    Path file = Files.write(temp.resolve("odd.safetensors"), bytes.array());
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  @Test
  void refusesALengthBeyondTheFile() throws IOException {
    for (long length : new long[] {-1, 0, 9, Long.MAX_VALUE, 1L << 40}) {
      ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Path file = Files.write(temp.resolve("long.safetensors"), bytes.array());
      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("header of " + length + " bytes");
    }
    Path tiny = Files.write(temp.resolve("tiny.safetensors"), new byte[3]);
    assertThatThrownBy(() -> Safetensors.read(tiny)).hasMessageContaining("3 bytes, too short");
  }

  private static byte[] bytes(Safetensors content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toByteArray();
  }

  private static INDArray tensor(Safetensors file, String name) {
    return Objects.requireNonNull(file.tensors().get(name), name);
  }
}
