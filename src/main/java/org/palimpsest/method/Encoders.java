package org.palimpsest.method;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DatasetSize;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.Layout;
import org.palimpsest.tensor.ShapeException;

/** The encoders by name, and how {@code network.encoder} is read. */
public final class Encoders {

  /**
   * One encoder.
   *
   * @param name in configurations
   * @param reader of the section {@code network.encoder}; records problems there
   */
  public record Entry(String name, Function<Section, Encoder> reader) {}

  public static final List<Entry> ALL =
      List.of(
          new Entry("conv4", Encoders::conv4),
          new Entry("resnet12", section -> new Encoder.Resnet12(embedding(section, 0))),
          new Entry("resnet18", section -> new Encoder.Resnet18(embedding(section, 0))),
          new Entry("resnet20", section -> new Encoder.CifarResnet(20, embedding(section, 0))),
          new Entry("resnet32", section -> new Encoder.CifarResnet(32, embedding(section, 0))),
          new Entry("mlp", Encoders::mlp),
          new Entry("pixels", section -> new Encoder.Pixels()));

  private static final int CONV4_EMBEDDING = 128;
  private static final int WIDEST = 65_536;

  /** An environment variable puts text where the file would have a number. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[\\d.]+");

  private Encoders() {}

  /** Names of all encoders. */
  public static List<String> names() {
    return ALL.stream().map(Entry::name).toList();
  }

  /**
   * Reads the section {@code network.encoder}.
   *
   * @param images that it will see, as far as that is known; images that do not fit are a problem
   */
  public static Encoder read(Section section, Optional<DatasetSize> images) {
    String type = section.oneOf("type", names());
    Entry entry = ALL.stream().filter(e -> e.name().equals(type)).findFirst().orElseThrow();
    Encoder encoder = initialized(entry.reader().apply(section), section);
    if (section.sound("type", "filters", "drop-last-poolings", "embedding", "widths")) {
      images.ifPresent(size -> checkFit(section, encoder, size));
    }
    return encoder;
  }

  private static void checkFit(Section section, Encoder encoder, DatasetSize images) {
    String pixels = "%sx%s".formatted(images.height(), images.width());
    try {
      Architecture architecture =
          encoder.architecture(images.channels(), images.height(), images.width());
      long parameters =
          Math.max(
              Layout.of(architecture).parameterCount(),
              Layout.of(Architectures.mirroredDecoder(architecture)).parameterCount());
      if (parameters > Integer.MAX_VALUE) {
        section.problem(
            "type",
            "has %d parameters for images of %s; at most %d fit in one array"
                .formatted(parameters, pixels, Integer.MAX_VALUE));
      }
    } catch (ShapeException e) {
      section.problem("type", "does not fit images of %s: %s".formatted(pixels, e.getMessage()));
    }
  }

  private static Encoder initialized(Encoder encoder, Section section) {
    return section.has("initialization")
        ? new Encoder.Initialized(encoder, section.word("initialization", Initialization.class))
        : encoder;
  }

  private static Encoder conv4(Section section) {
    return new Encoder.Conv4(
        section.integer("filters", 1, 4096),
        section.flag("drop-last-poolings"),
        embedding(section, CONV4_EMBEDDING));
  }

  private static Encoder mlp(Section section) {
    List<Integer> widths =
        section.integers("widths", 1, WIDEST).stream().map(Math::toIntExact).toList();
    if (section.sound("widths") && widths.isEmpty()) {
      section.problem("widths", "has no hidden layer; write widths = [400, 400]");
    }
    // What stands in for a faulty list has to be a network, too.
    return new Encoder.Mlp(widths.isEmpty() ? List.of(1) : widths, embedding(section, 0));
  }

  /** {@code auto} is what the encoder's paper or our measurement says; {@code none} is 0. */
  private static int embedding(Section section, int auto) {
    if (section.kind("embedding") == Kind.TEXT) {
      String text = section.text("embedding");
      if (text.equals("auto")) {
        return auto;
      }
      if (text.equals("none")) {
        return 0;
      }
      if (!NUMBER.matcher(text).matches()) {
        section.problem(
            "embedding", "is neither auto nor none nor a whole number from 1 to " + WIDEST);
      }
    }
    return section.integer("embedding", 1, WIDEST);
  }
}
