package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.Trial;
import org.palimpsest.method.tuning.Search.Move;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;

/**
 * A learner whose settings are chosen by trials on held-out images. Ahead of a session that has a
 * search, a further stage makes the trials; then the session is learnt with what was taken, exactly
 * as a learner would that had these settings from the start of it. Trials never hold a test image,
 * nor an image of a session to come.
 */
public final class TunedLearner implements Learner {

  private static final String TRIAL = "trial";

  private final TuningRule rule;
  private final Function<Setting, LearnerFactory> factories;
  private final LearnerContext context;
  private final Outcomes outcomes = new Outcomes();
  private Setting inForce = new Setting(Map.of());
  private Learner current;

  /** Between two sessions of a trial. */
  private @Nullable Learner trial;

  /**
   * A learner that has learnt nothing yet.
   *
   * @param factories of learners whose settings differ from the written ones in some keys
   */
  public TunedLearner(
      TuningRule rule, Function<Setting, LearnerFactory> factories, LearnerContext context) {
    this.rule = rule;
    this.factories = factories;
    this.context = context;
    this.current = factories.apply(inForce).create(context);
  }

  @Override
  public List<Stage> stages(Session session) {
    List<Stage> all = new ArrayList<>();
    rule.search(session.index(), taken(session.index()))
        .ifPresent(search -> all.add(new Trials(session, search)));
    int count = current.stages(session).size();
    for (int i = 0; i < count; i++) {
      all.add(new Later(session, i));
    }
    return all;
  }

  @Override
  public List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (int session : outcomes.sessions()) {
      Search search = rule.search(session, taken(session)).orElseThrow();
      List<Double> accuracies = outcomes.of(session);
      int taken = search.next(accuracies) instanceof Move.Take found ? found.trial() : -1;
      List<Outcomes.Outcome> all = outcomes.ahead(session);
      for (int i = 0; i < all.size(); i++) {
        if (search.next(accuracies.subList(0, i)) instanceof Move.Try tried) {
          String setting = tried.setting().toString();
          Outcomes.Outcome outcome = all.get(i);
          trials.add(new Trial(session, setting, outcome.correct(), outcome.total(), i == taken));
        }
      }
    }
    return trials;
  }

  /** What was taken ahead of the sessions before one. */
  private List<Setting> taken(int session) {
    List<Setting> taken = new ArrayList<>();
    for (int earlier : outcomes.sessions()) {
      Optional<Search> search =
          earlier < session ? rule.search(earlier, taken) : Optional.<Search>empty();
      if (search.isPresent()
          && search.get().next(outcomes.of(earlier)) instanceof Move.Take found) {
        taken.add(found.setting());
      }
    }
    return taken;
  }

  private Setting with(Setting setting) {
    Setting all = inForce;
    for (Map.Entry<String, String> value : setting.values().entrySet()) {
      all = all.with(value.getKey(), value.getValue());
    }
    return all;
  }

  private static Map<String, INDArray> copied(Keeps keeper) {
    Map<String, INDArray> copy = new LinkedHashMap<>();
    keeper.kept().forEach(kept -> copy.put(kept.name(), kept.array().dup()));
    return copy;
  }

  /** From now on learns with this setting too, from what was learnt so far. */
  private void adopt(Setting setting, boolean fresh) {
    inForce = with(setting);
    Learner next = factories.apply(inForce).create(context);
    if (!fresh) {
      next.restore(copied(current));
    }
    current.close();
    current = next;
  }

  private Learner trial(Setting setting, Session session, Rollout rollout) {
    Learner fresh = factories.apply(with(setting)).create(rollout.context());
    if (session.index() > 0 && rule.isPerSession()) {
      fresh.restore(copied(current));
    }
    return fresh;
  }

  private Rollout rollout(Session session) {
    return rule.elsewhere()
        .map(spec -> Rollout.elsewhere(spec, context))
        .or(() -> rule.within().map(plan -> Rollout.within(plan, session, context)))
        .orElseGet(() -> Rollout.of(session, context));
  }

  /** The trials ahead of a session; a block is one session of one trial. */
  private final class Trials implements Stage {

    private final Session session;
    private final Search search;
    private final Rollout rollout;

    /** What trials trained that others can take over; made anew by whoever goes on with them. */
    private final Map<String, Map<String, INDArray>> trained = new RecentlyTrained();

    Trials(Session session, Search search) {
      this.session = session;
      this.search = search;
      this.rollout = rollout(session);
    }

    @Override
    public String name() {
      return "tuning";
    }

    @Override
    public int blocks() {
      return search.most() * rollout.sessions().size();
    }

    @Override
    public Map<String, Double> run(int block, Progress progress) {
      int at = block % rollout.sessions().size();
      Map<String, Double> measured = new LinkedHashMap<>();
      if (search.next(outcomes.of(session.index())) instanceof Move.Try next) {
        Learner learner = trial;
        if (learner == null) {
          learner = trial(next.setting(), session, rollout);
        }
        trial = learner;
        rollout.learn(learner, at, trained);
        int[] counts = rollout.answers(learner, at);
        outcomes.count(counts[0], counts[1]);
        if (at == rollout.sessions().size() - 1) {
          measured.put("validation_accuracy", finish(learner));
        }
      }
      progress.at(1, 1);
      return measured;
    }

    private double finish(Learner learner) {
      learner.close();
      trial = null;
      double accuracy = outcomes.finish(session.index());
      if (search.next(outcomes.of(session.index())) instanceof Move.Take found) {
        adopt(found.setting(), session.index() == 0);
      }
      return accuracy;
    }
  }

  /** The last few of them: what differs in heads alone follows each other in a search. */
  private static final class RecentlyTrained extends LinkedHashMap<String, Map<String, INDArray>> {

    private static final long serialVersionUID = 1;
    private static final int MOST = 4;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Map<String, INDArray>> eldest) {
      return size() > MOST;
    }
  }

  /** A stage of the learner that the trials chose, which is not known before they are over. */
  private final class Later implements Stage {

    private final Session session;
    private final int index;
    private @Nullable Stage stage;

    Later(Session session, int index) {
      this.session = session;
      this.index = index;
    }

    private Stage stage() {
      Stage known = stage;
      if (known == null) {
        known = current.stages(session).get(index);
        stage = known;
      }
      return known;
    }

    @Override
    public String name() {
      return stage().name();
    }

    @Override
    public int blocks() {
      return stage().blocks();
    }

    @Override
    public boolean isTraining() {
      return stage().isTraining();
    }

    @Override
    public Map<String, Double> run(int block, Progress progress) {
      return stage().run(block, progress);
    }

    @Override
    public boolean isOver() {
      return stage().isOver();
    }
  }

  @Override
  public INDArray scores(Question question) {
    return current.scores(question);
  }

  @Override
  public Optional<Samples> episodePool(Session session) {
    return current.episodePool(session);
  }

  @Override
  public Optional<LearntModel> model(ClassSet among) {
    return current.model(among);
  }

  @Override
  public boolean answersEpisodes() {
    return current.answersEpisodes();
  }

  @Override
  public List<Illustration> illustrations(Question question) {
    return current.illustrations(question);
  }

  @Override
  public Optional<INDArray> embeddings(Samples samples) {
    return current.embeddings(samples);
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(current.kept());
    all.addAll(outcomes.kept());
    if (trial != null) {
      all.addAll(KeptArrays.under(TRIAL, trial));
    }
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    outcomes.restore(saved);
    inForce = new Setting(Map.of());
    for (Setting setting : taken(Integer.MAX_VALUE)) {
      adopt(setting, true);
    }
    Map<String, INDArray> own = new LinkedHashMap<>(saved);
    own.remove(Outcomes.NAME);
    own.keySet().removeIf(name -> name.startsWith(TRIAL + "."));
    current.restore(own);
    Map<String, INDArray> ofTrial = KeptArrays.under(TRIAL, saved);
    if (!ofTrial.isEmpty()) {
      // Only a search ahead of session 0 has trials of several sessions.
      Search search = rule.search(0, List.of()).orElseThrow();
      if (search.next(outcomes.of(0)) instanceof Move.Try next) {
        Session first = context.sessions().get(0);
        Learner restored = trial(next.setting(), first, rollout(first));
        restored.restore(ofTrial);
        trial = restored;
      }
    }
  }

  @Override
  public void close() {
    current.close();
    if (trial != null) {
      trial.close();
    }
  }
}
