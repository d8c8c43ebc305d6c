package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.EpisodeSeries;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Chosen;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Weights;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.Stage;
import org.palimpsest.method.fit.EpisodeAnswers;
import org.palimpsest.method.fit.Episodes;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.FeatureExtractor;
import org.palimpsest.method.fit.Fit;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.NamedTerm;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Selection;
import org.palimpsest.method.fit.Term;
import org.palimpsest.method.fit.Training;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.ShapeException;

/** Any method that is made of parts: a session is trained by its terms, then settled. */
final class ComposedLearner implements Learner {

  private static final String TERM = "term.";
  private static final String MEMORY = "memory";
  private static final String OPTIMIZER = "optimizer";
  private static final String FOLLOW_UP = "follow-up";
  private static final String SELECTION = "selection";

  private final Settings settings;
  private final LearnerContext context;
  private final Model model;
  private final List<NamedTerm> terms = new ArrayList<>();
  private final Optional<ExemplarMemory> memory;
  private final Training training = new Training();
  private final Training followUps = new Training();
  private final ScoreCache cache;
  private final EpisodeAnswers answers;
  private final Selection.Book selection = new Selection.Book();

  ComposedLearner(Settings settings, LearnerContext context) {
    this.settings = settings;
    this.context = context;
    terms.add(named("classification", settings.objective()));
    settings.terms().forEach(chosen -> terms.add(named(chosen.name(), chosen)));
    boolean decoder = terms.stream().anyMatch(named -> named.term().needs().contains(Need.DECODER));
    model = new Model(architecture(settings, context), decoder, settings.head().create(), context);
    checkWays();
    terms.forEach(named -> named.term().attach(model));
    memory = settings.memory().map(this::memory);
    cache = new ScoreCache(model);
    answers = new EpisodeAnswers(model, settings.statistics());
  }

  /** Sessions bring classes that are told apart all at once. */
  private void checkWays() {
    int most = model.head().metric().map(EpisodeMetric::mostWays).orElse(Integer.MAX_VALUE);
    if (!context.scenario().isEpisodic() && context.totalClasses() > most) {
      throw new DataException(
          "learner.head = %s tells at most %d classes apart, but there are %d; give it more labels"
              .formatted(settings.head().name(), most, context.totalClasses()));
    }
  }

  private static NamedTerm named(String name, Chosen<Term> chosen) {
    return new NamedTerm(name, chosen.text(), chosen.create());
  }

  /** Where the images' size was not known before they were read, this finds out. */
  private static Architecture architecture(Settings settings, LearnerContext context) {
    try {
      Architecture architecture =
          settings.encoder().architecture(context.channels(), context.height(), context.width());
      architecture.mapShape();
      return architecture;
    } catch (ShapeException e) {
      throw new DataException(
          "network.encoder.type does not fit images of %dx%d: %s"
              .formatted(context.height(), context.width(), e.getMessage()),
          e);
    }
  }

  private ExemplarMemory memory(Settings.Memory chosen) {
    int beside =
        terms.stream()
            .mapToInt(named -> named.term().floatsBesideExemplar(context.totalClasses()))
            .max()
            .orElse(0);
    ExemplarMemory stored =
        new ExemplarMemory(
            chosen.policy().create(),
            chosen.budget(),
            context.channels() * context.height() * context.width(),
            beside,
            context.totalClasses());
    checkRoom(stored, chosen);
    return stored;
  }

  /** Shares that are no image each would leave a memory empty without a word. */
  private void checkRoom(ExemplarMemory stored, Settings.Memory chosen) {
    int shares =
        stored.policy().isOnline()
            ? 1
            : context.sessions().stream().mapToInt(session -> session.classes().size()).sum();
    int room = stored.capacity(context.totalClasses());
    if (room < shares) {
      throw new DataException(
          "learner.memory.%s = %d: room for %d images; %s needs one for each of %d shares"
              .formatted(
                  chosen.budget().unit().key(),
                  chosen.budget().limit(),
                  room,
                  chosen.policy().name(),
                  shares));
    }
  }

  @Override
  public List<Stage> stages(Session session) {
    Settings.Training own = session.index() == 0 ? settings.base() : settings.novel();
    Phase phase = phase(session);
    List<Stage> stages = new ArrayList<>();
    boolean fresh = session.index() > 0 && settings.restarts();
    if (fresh || settings.trainsOn() == Settings.TrainsOn.MEMORY) {
      stages.add(new Preparing(phase, training, fresh, fillsFirst() ? memory : Optional.empty()));
    }
    boolean trained = own.isWanted();
    if (trained) {
      stages.add(stopping(fit(own, phase), own));
    }
    if (session.index() == 0) {
      settings.episodes().ifPresent(episodes -> stages.add(fit(episodes, phase)));
      settings.validation().ifPresent(validation -> chooseMoment(stages, validation, session));
    }
    if (phase.trainsLater()) {
      terms.forEach(named -> stages.addAll(followUp(named, phase)));
    }
    stages.add(new Settling(phase, !trained, terms, fillsFirst() ? Optional.empty() : memory));
    return stages;
  }

  private boolean fillsFirst() {
    return settings.trainsOn() == Settings.TrainsOn.MEMORY;
  }

  private Phase phase(Session session) {
    boolean last = session.index() == context.sessions().size() - 1;
    boolean later = !last && settings.novel().isWanted();
    return new Phase(
        session, model, memory, context.scenario(), later, terms.get(0).term().softmax());
  }

  private List<Fit> followUp(NamedTerm named, Phase phase) {
    return named.term().followUp().stream()
        .map(
            follow ->
                new Fit(
                    follow.spec(),
                    phase,
                    follow.trained(),
                    List.of(new NamedTerm(named.name(), named.text(), follow.loss())),
                    new Epochs(follow.plan(), phase.session().train(), phase, follow.spec()),
                    followUps,
                    false))
        .toList();
  }

  private Fit fit(Settings.Training own, Phase phase) {
    boolean onlineMemory = memory.map(stored -> stored.policy().isOnline()).orElse(false);
    List<NamedTerm> acting = new ArrayList<>(terms);
    if (onlineMemory && !fillsFirst()) {
      acting.add(new NamedTerm("offering", "offering", new Offering(terms)));
    }
    return new Fit(
        own.spec(),
        phase,
        new TrainedRows(own.spec().ownRowsOnly()),
        acting,
        new SessionSource(own, phase, () -> samples(phase)),
        training,
        settings.reuse() && phase.isFirst() && memory.isEmpty());
  }

  /** Ends when held-out images are not answered better any more, where that is wanted. */
  private Stage stopping(Fit fit, Settings.Training own) {
    if (own.patience().isEmpty()) {
      return fit;
    }
    var choice = new Selection.Choice(Selection.By.ACCURACY, 1, own.patience().getAsInt());
    return new Selection(fit, choice, Selection.HeldOutImages.LOOK, selection);
  }

  /** Of the last stage that trains; nothing later would be worth its choice. */
  private void chooseMoment(List<Stage> stages, Settings.Validation validation, Session session) {
    EpisodeSeries series =
        EpisodeSeries.drawn(
            "validation-episodes",
            validation.setting(),
            validation.number(),
            session.validation(),
            context.seeds());
    int last = stages.size() - 1;
    stages.set(
        last,
        new Selection(
            stages.get(last),
            validation.choice(),
            measured -> Optional.of(Examination.of(series, answers)),
            selection));
  }

  /** What a session is trained on. */
  private Samples samples(Phase phase) {
    Samples train = phase.session().train();
    return switch (settings.trainsOn()) {
      case SESSION -> train;
      case SESSION_AND_MEMORY -> trainable(train.and(phase.exemplars()), phase);
      case MEMORY -> phase.exemplars();
      case SEEN -> seen(phase.session());
    };
  }

  /** What no term withholds. */
  private Samples trainable(Samples all, Phase phase) {
    Set<Integer> withheld =
        terms.stream()
            .flatMapToInt(named -> IntStream.of(named.term().withheld(phase).indices()))
            .boxed()
            .collect(Collectors.toSet());
    return withheld.isEmpty()
        ? all
        : all.at(
            IntStream.range(0, all.size())
                .filter(i -> !withheld.contains(all.indices()[i]))
                .toArray());
  }

  private Samples seen(Session session) {
    Samples all = session.train();
    for (Session earlier : context.sessions().subList(0, session.index())) {
      all = earlier.train().and(all);
    }
    return all;
  }

  private Fit fit(Settings.EpisodeTraining episodes, Phase phase) {
    return new Fit(
        episodes.spec(),
        phase,
        new TrainedMetric(),
        List.of(new NamedTerm("episodes", "episodes", new EpisodeLoss())),
        new Episodes(episodes.plan(), phase.session().train(), phase),
        training,
        false);
  }

  @Override
  public Optional<Samples> episodePool(Session session) {
    return session.index() == 0
        ? settings.episodes().map(episodes -> session.train())
        : Optional.empty();
  }

  @Override
  public INDArray scores(Question question) {
    return question.episode().isPresent()
        ? answers.logits(question.episode().get())
        : cache.scores(question);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(model.kept());
    terms.forEach(named -> all.addAll(KeptArrays.under(TERM + named.name(), named.term())));
    memory.ifPresent(stored -> all.addAll(KeptArrays.under(MEMORY, stored)));
    all.addAll(KeptArrays.under(OPTIMIZER, training));
    all.addAll(KeptArrays.under(FOLLOW_UP, followUps));
    all.addAll(KeptArrays.under(SELECTION, selection));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    model.restore(saved);
    terms.forEach(named -> named.term().restore(KeptArrays.under(TERM + named.name(), saved)));
    memory.ifPresent(stored -> stored.restore(KeptArrays.under(MEMORY, saved)));
    training.restore(KeptArrays.under(OPTIMIZER, saved));
    followUps.restore(KeptArrays.under(FOLLOW_UP, saved));
    selection.restore(KeptArrays.under(SELECTION, saved));
  }

  @Override
  public void startFrom(Map<String, INDArray> state) {
    model.startFrom(state);
  }

  @Override
  public Optional<LearntModel> model(ClassSet among) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    model.head().tensors().forEach((name, array) -> tensors.put("head." + name, array));
    return Optional.of(
        new LearntModel(
            Weights.of(model.encoder()),
            model.decoder().map(Weights::of),
            tensors,
            model.head().script(among),
            Map.of(
                "head", settings.head().name(),
                "classifier", model.head().classifier(),
                "terms", terms.stream().map(NamedTerm::name).collect(Collectors.joining(", ")))));
  }

  @Override
  public List<Illustration> illustrations(Question question) {
    return Illustrations.of(model, question, scores(question));
  }

  @Override
  public boolean answersEpisodes() {
    return model.head().metric().isPresent();
  }

  @Override
  public boolean isTransductive() {
    return settings.statistics() == EpisodeAnswers.BatchStatistics.TRANSDUCTIVE
        || model.head().metric().filter(EpisodeMetric::isTransductive).isPresent();
  }

  @Override
  public OptionalDouble validationAccuracy() {
    return selection.accuracy();
  }

  @Override
  public Optional<INDArray> embeddings(Samples samples) {
    return Optional.of(new FeatureExtractor(model.encoder()).features(samples, false).embedding());
  }

  @Override
  public void close() {
    cache.clear();
    answers.clear();
    model.close();
  }
}
