package org.palimpsest.experiment.provenance;

import java.util.List;
import java.util.Optional;

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
   * What was learnt from.
   *
   * @param name of the data set
   * @param sha256 of its files
   * @param trainImages in the data set
   * @param testImages in the data set
   * @param classes in the data set
   * @param classOrder label by class number
   * @param splitSha256 over the images of each session
   */
  public record Data(
      String name,
      String sha256,
      int trainImages,
      int testImages,
      int classes,
      List<Integer> classOrder,
      String splitSha256) {
    public Data {
      classOrder = List.copyOf(classOrder);
    }
  }
}
