package org.palimpsest.experiment.provenance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.disk.Digests;

/**
 * Where a run's numbers come from.
 *
 * @param program that computed them
 * @param data that it learnt from
 * @param machine that it ran on
 * @param seed of the run
 * @param seeds of the command
 * @param configuration hash, as in the run's id
 * @param command words of the command line, without secrets
 */
public record Provenance(
    Program program,
    Data data,
    Machine machine,
    long seed,
    List<Long> seeds,
    String configuration,
    List<String> command) {

  public Provenance {
    seeds = List.copyOf(seeds);
    command = List.copyOf(command);
  }

  /**
   * What computed.
   *
   * @param commit of the checkout that it was built in; empty if it is in none
   * @param sha256 over the classes that compute
   * @param engine name
   * @param engineVersion library and version
   * @param java version and vendor
   * @param libraries file names of the class path
   */
  public record Program(
      Optional<Commit> commit,
      String sha256,
      String engine,
      String engineVersion,
      String java,
      List<String> libraries) {
    public Program {
      libraries = List.copyOf(libraries);
    }
  }

  /**
   * A state of the sources.
   *
   * @param id of the commit
   * @param dirty whether files differed from it
   */
  public record Commit(String id, boolean dirty) {}

  /**
   * What was learnt from and tested on.
   *
   * @param name of the data set
   * @param sha256 of its files
   * @param contentSha256 of its images as they were decoded, with labels and class names
   * @param trainImages in the data set
   * @param testImages in the data set
   * @param classes in the data set
   * @param classOrder label by class number
   * @param sessions the images of each session, as they were decoded
   */
  public record Data(
      String name,
      String sha256,
      String contentSha256,
      int trainImages,
      int testImages,
      int classes,
      List<Integer> classOrder,
      List<Images> sessions) {
    public Data {
      classOrder = List.copyOf(classOrder);
      sessions = List.copyOf(sessions);
    }

    /** SHA-256 over the images of each session in each role. */
    public String splitSha256() {
      return Digests.of(
          sessions.stream()
              .map(s -> s.train() + " " + s.validation() + " " + s.test() + "\n")
              .collect(Collectors.joining()));
    }

    /** SHA-256 over the test images of all sessions, in their order. */
    public String testSha256() {
      return Digests.of(sessions.stream().map(s -> s.test() + "\n").collect(Collectors.joining()));
    }
  }

  /**
   * The images of a session.
   *
   * @param train SHA-256 over what is learnt from
   * @param validation SHA-256 over what is held out
   * @param test SHA-256 over what is asked about
   */
  public record Images(String train, String validation, String test) {}
}
