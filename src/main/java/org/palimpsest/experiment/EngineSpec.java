package org.palimpsest.experiment;

import java.util.List;
import java.util.regex.Pattern;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;

/**
 * What trains, and where.
 *
 * @param name of the engine, one of {@link Engines#names}
 * @param device one of {@link #DEVICES}
 * @param threads that it computes with, 1 or more
 */
public record EngineSpec(String name, String device, int threads) {

  public static final List<String> DEVICES = List.of("cpu");

  private static final int MOST_THREADS = 1024;

  /** An environment variable puts text where the file would have a number. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[\\d.]+");

  /** Reads the section {@code engine}. */
  public static EngineSpec read(Section engine) {
    return new EngineSpec(
        engine.oneOf("name", Engines.names()), engine.oneOf("device", DEVICES), threads(engine));
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
