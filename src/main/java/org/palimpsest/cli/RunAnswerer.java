package org.palimpsest.cli;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.benchmark.Question;
import org.palimpsest.data.DataException;
import org.palimpsest.data.FolderSpec;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.PhotoForm;
import org.palimpsest.data.Samples;
import org.palimpsest.experiment.ModelCard;
import org.palimpsest.experiment.RestoredRun;

/**
 * A run's learner at work on pictures. Episodes are answered by its metric where it has one, else
 * by the mean embeddings of the support.
 */
record RunAnswerer(RestoredRun run) implements Answerer {

  @Override
  public String name() {
    return run.run().toString();
  }

  @Override
  public PhotoForm form(boolean upright) {
    ModelCard card = run.card();
    return new PhotoForm(
        card.channels(),
        card.height(),
        card.width(),
        run.spec().benchmark().dataset().folder().flatMap(FolderSpec::fit),
        upright);
  }

  @Override
  public Normalization normalization() {
    return run.card().normalization();
  }

  @Override
  public List<String> classes() {
    return run.card().scenario().isEpisodic()
        ? List.of()
        : run.seen().numbers().stream().map(run.card().names()::get).toList();
  }

  @Override
  public INDArray scores(Samples pictures) {
    return run.learner().scores(new Question(run.session(), pictures, run.seen()));
  }

  @Override
  public INDArray scores(Episode episode) {
    return run.learner().answersEpisodes()
        ? run.learner().scores(Question.of(episode))
        : Answerer.super.scores(episode);
  }

  @Override
  public INDArray embeddings(Samples pictures) {
    Optional<INDArray> embedded = run.learner().embeddings(pictures);
    return embedded.orElseThrow(
        () ->
            new DataException(
                "%s: learner.method = %s embeds no images, so that a support tells it nothing"
                    .formatted(run.run(), run.spec().method())));
  }

  @Override
  public String episodeAnswer() {
    return run.learner().answersEpisodes() ? "its metric" : Answerer.super.episodeAnswer();
  }

  @Override
  public void close() {
    run.close();
  }
}
