package org.palimpsest.experiment.provenance;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.Digests;
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
    Dataset dataset = benchmark.dataset();
    return new Provenance(
        new Provenance.Program(
            Code.COMMIT,
            Code.SHA256,
            engine.name(),
            engine.version(),
            "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
            libraries()),
        new Provenance.Data(
            dataset.name(),
            dataset.sha256(),
            dataset.train().size(),
            dataset.test().size(),
            dataset.classes(),
            benchmark.order().labels(),
            split(benchmark, benchmark.sessions().size(), true)),
        Machine.current(),
        seed,
        seeds,
        configuration,
        Redaction.of(command));
  }

  /**
   * SHA-256 over which images belong to which class of which session.
   *
   * @param sessions how many of them, from the base session on
   * @param withTest whether test images count; what is learnt does not depend on them
   */
  public static String split(Benchmark benchmark, int sessions, boolean withTest) {
    MessageDigest digest = Digests.sha256();
    for (Session session : benchmark.sessions().subList(0, sessions)) {
      add(digest, new int[] {session.index(), session.firstClass(), session.classes()});
      add(digest, session.train());
      add(digest, session.validation());
      if (withTest) {
        add(digest, session.test());
      }
    }
    return Digests.hex(digest.digest());
  }

  private static void add(MessageDigest digest, Samples samples) {
    add(digest, samples.indices());
    add(digest, samples.classes());
  }

  private static void add(MessageDigest digest, int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + numbers.length));
    bytes.putInt(numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    digest.update(bytes.array());
  }

  private static List<String> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .sorted()
        .toList();
  }
}
