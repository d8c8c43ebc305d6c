package org.palimpsest.benchmark;

import java.util.List;
import org.palimpsest.conf.Chosen;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Seeds;

/**
 * The sessions of another scenario as a stream: each image is gone through once, questions are
 * asked every few steps, and a learner may not be told where one session ends.
 *
 * @param sessions what the sessions are
 * @param inner the section that these were read from
 * @param boundaries whether a learner is told where one ends and the next begins
 * @param questionsEvery training steps between two rounds of questions, at least 1
 */
public record Online(ScenarioMaker sessions, Section inner, boolean boundaries, int questionsEvery)
    implements ScenarioMaker {

  static final Part<ScenarioMaker> PART =
      new Part<>(
          "online",
          "questions every few steps: De Lange et al., ICLR 2023; Koh et al., ICLR 2022",
          """
          # What the sessions are: class-incremental, task-incremental, domain-incremental or blurred,
          # with its keys below its name.
          sessions = class-incremental

          # Whether a learner is told where one session ends and the next begins: told or hidden. What
          # needs to be told, such as ewc, is refused where it is not.
          boundaries = told

          # Training steps between two rounds of questions, 1 or more; they are asked at the end of
          # each session as well.
          questions-every = 100
          """,
          Online::read);

  private static ScenarioMaker read(Section section) {
    Chosen<ScenarioMaker> sessions = section.choice("sessions", Scenarios.OFFLINE);
    return new Online(
        sessions.create(),
        sessions.section(),
        section.oneOf("boundaries", List.of("told", "hidden")).equals("told"),
        section.integer("questions-every", 1, Integer.MAX_VALUE));
  }

  @Override
  public Scenario scenario() {
    return sessions.scenario().online(PART.name(), boundaries, questionsEvery);
  }

  @Override
  public long classes(int baseClasses, NovelSpec novel) {
    return sessions.classes(baseClasses, novel);
  }

  @Override
  public void check(Section benchmark, Section own, BenchmarkSpec spec) {
    sessions.check(benchmark, inner, spec);
  }

  @Override
  public Benchmark build(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    Benchmark cut = sessions.build(dataset, spec, seeds);
    return new Benchmark(cut.dataset(), cut.order(), scenario(), cut.sessions());
  }
}
