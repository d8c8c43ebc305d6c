package org.palimpsest.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The types of values in a safetensors file, under the format's names. */
enum SafetensorsType {
  F32(DataType.FLOAT, Float.BYTES) {
    @Override
    void put(INDArray flat, long first, int count, ByteBuffer out) {
      float[] values = new float[count];
      new FloatPointer(flat.data().addressPointer()).position(first).get(values);
      out.asFloatBuffer().put(values);
      out.position(count * bytes());
    }

    @Override
    void get(ByteBuffer in, INDArray flat, long first, int count) {
      float[] values = new float[count];
      in.asFloatBuffer().get(values);
      new FloatPointer(flat.data().addressPointer()).position(first).put(values);
    }
  },

  F64(DataType.DOUBLE, Double.BYTES) {
    @Override
    void put(INDArray flat, long first, int count, ByteBuffer out) {
      double[] values = new double[count];
      new DoublePointer(flat.data().addressPointer()).position(first).get(values);
      out.asDoubleBuffer().put(values);
      out.position(count * bytes());
    }

    @Override
    void get(ByteBuffer in, INDArray flat, long first, int count) {
      double[] values = new double[count];
      in.asDoubleBuffer().get(values);
      new DoublePointer(flat.data().addressPointer()).position(first).put(values);
    }
  },

  I64(DataType.INT64, Long.BYTES) {
    @Override
    void put(INDArray flat, long first, int count, ByteBuffer out) {
      long[] values = new long[count];
      new LongPointer(flat.data().addressPointer()).position(first).get(values);
      out.asLongBuffer().put(values);
      out.position(count * bytes());
    }

    @Override
    void get(ByteBuffer in, INDArray flat, long first, int count) {
      long[] values = new long[count];
      in.asLongBuffer().get(values);
      new LongPointer(flat.data().addressPointer()).position(first).put(values);
    }
  },

  U8(DataType.UINT8, 1) {
    @Override
    void put(INDArray flat, long first, int count, ByteBuffer out) {
      byte[] values = new byte[count];
      new BytePointer(flat.data().addressPointer()).position(first).get(values);
      out.put(values);
    }

    @Override
    void get(ByteBuffer in, INDArray flat, long first, int count) {
      byte[] values = new byte[count];
      in.get(values);
      new BytePointer(flat.data().addressPointer()).position(first).put(values);
    }
  };

  private final DataType dataType;
  private final int bytes;

  SafetensorsType(DataType dataType, int bytes) {
    this.dataType = dataType;
    this.bytes = bytes;
  }

  /** Writes values of a contiguous array, little-endian. */
  abstract void put(INDArray flat, long first, int count, ByteBuffer out);

  /** Reads values into a contiguous array. */
  abstract void get(ByteBuffer in, INDArray flat, long first, int count);

  DataType dataType() {
    return dataType;
  }

  /** Of one value. */
  int bytes() {
    return bytes;
  }

  /**
   * The type of an array.
   *
   * @throws IllegalArgumentException naming the array, if the format here has no such type
   */
  static SafetensorsType of(String name, INDArray array) {
    return Arrays.stream(values())
        .filter(type -> type.dataType == array.dataType())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is %s, only float32, float64, int64 and uint8 can be written"
                        .formatted(name, array.dataType())));
  }

  /** The type of that name in the format. */
  static Optional<SafetensorsType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
