package org.palimpsest.cli;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.PhotoForm;
import org.palimpsest.data.Samples;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.SupportMeans;

/** A model at work on pictures that no experiment knows. */
interface Answerer extends AutoCloseable {

  /** What it is called. */
  String name();

  /**
   * How it wants pictures.
   *
   * @param upright whether the camera's note of which way up it was is followed
   */
  PhotoForm form(boolean upright);

  Normalization normalization();

  /** The classes that it has learnt; empty if it only answers episodes. */
  List<String> classes();

  /** Why there are none, as a predicate of the model, for people. */
  default String whyNoClasses() {
    return "has learnt no classes to keep";
  }

  /**
   * Scores among the classes that it has learnt, higher is likelier.
   *
   * @return {@code [pictures, classes().size()]}, float32
   */
  INDArray scores(Samples pictures);

  /**
   * Embeddings of pictures.
   *
   * @return {@code [pictures, width]}, float32
   */
  INDArray embeddings(Samples pictures);

  /**
   * Scores of an episode's queries among the classes of its support.
   *
   * @return {@code [queries, ways]}, float32
   */
  default INDArray scores(Episode episode) {
    return SupportMeans.scores(
        embeddings(episode.support()), EpisodeShape.of(episode), embeddings(episode.query()));
  }

  /** How an episode is answered, in words. */
  default String episodeAnswer() {
    return SupportMeans.WORDS;
  }

  @Override
  void close();
}
