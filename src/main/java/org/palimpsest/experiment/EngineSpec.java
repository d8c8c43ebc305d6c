package org.palimpsest.experiment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.torch.TorchDevices;

/**
 * What trains, and where.
 *
 * @param name of the engine, one of {@link Engines#names}
 * @param device {@code cpu}, or {@code cuda:0} and so on
 * @param threads that it computes with, 1 or more
 */
public record EngineSpec(String name, String device, int threads) {

  private static final String CPU = "cpu";
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

  private static final int MOST_THREADS = 1024;

  /** An environment variable puts text where the file would have a number. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[\\d.]+");

  /** Reads the section {@code engine}. */
  public static EngineSpec read(Section engine) {
    String name = engine.oneOf("name", Engines.names());
    return new EngineSpec(name, device(engine, name), threads(engine));
  }

  /** A GPU is looked for only if one is asked for: that loads libtorch. */
  private static String device(Section engine, String name) {
    String device = engine.text("device");
    Matcher cuda = CUDA.matcher(device);
    if (device.equals(CPU) || !engine.sound("device")) {
      return CPU;
    }
    if (!cuda.matches()) {
      engine.problem("device", "is not cpu, cuda or cuda:N with the number of a GPU, from 0");
      return CPU;
    }
    if (!name.equals(Engines.ON_GPU)) {
      engine.problem("device", "needs engine.name = " + Engines.ON_GPU);
      return CPU;
    }
    int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    TorchDevices.whyNoCuda(index).ifPresent(why -> engine.problem("device", why));
    return "cuda:" + index;
  }

  /** {@code auto} is a thread for each processor that this process may use. */
  private static int threads(Section engine) {
    if (engine.kind("threads") == Kind.TEXT) {
      String text = engine.text("threads");
      if (text.equals("auto")) {
        return Runtime.getRuntime().availableProcessors();
      }
      if (!NUMBER.matcher(text).matches()) {
        engine.problem("threads", "is neither auto nor a whole number from 1 to " + MOST_THREADS);
      }
    }
    return engine.integer("threads", 1, MOST_THREADS);
  }
}
