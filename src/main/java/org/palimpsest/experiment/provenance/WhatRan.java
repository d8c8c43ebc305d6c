package org.palimpsest.experiment.provenance;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Contents;
import org.palimpsest.conf.Redaction;
import org.palimpsest.data.Dataset;
import org.palimpsest.engine.Engine;

/** Finds out where a run's numbers will come from. */
public final class WhatRan {

  /** Looked at once a process; class files and commits do not change under a running program. */
  private static final class Code {
    static final Optional<Provenance.Commit> COMMIT = SourceCheckout.commit();
    static final String SHA256 = ProgramDigest.current();
  }

  private WhatRan() {}

  /**
   * Of a run.
   *
   * @param seed of the run
   * @param seeds of the command
   * @param configuration hash, as in the run's id
   * @param command words of the command line; secrets are taken out
   */
  public static Provenance of(
      Engine engine,
      Benchmark benchmark,
      long seed,
      List<Long> seeds,
      String configuration,
      List<String> command) {
    return new Provenance(
        new Provenance.Program(
            Code.COMMIT,
            Code.SHA256,
            engine.name(),
            engine.version(),
            "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
            libraries()),
        data(benchmark),
        Machine.current(),
        seed,
        seeds,
        configuration,
        Redaction.of(command));
  }

  /** The data as they are now. */
  public static Provenance.Data data(Benchmark benchmark) {
    Dataset dataset = benchmark.dataset();
    Contents contents = Contents.of(benchmark);
    return new Provenance.Data(
        dataset.name(),
        dataset.sha256(),
        contents.dataset(),
        dataset.train().size(),
        dataset.test().size(),
        dataset.classes(),
        benchmark.order().labels(),
        contents.sessions().stream()
            .map(s -> new Provenance.Images(s.train(), s.validation(), s.test()))
            .toList());
  }

  private static List<String> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .sorted()
        .toList();
  }
}
