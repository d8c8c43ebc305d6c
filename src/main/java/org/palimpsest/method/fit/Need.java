package org.palimpsest.method.fit;

/** What a part cannot do without; checked when the configuration is read. */
public enum Need {
  DECODER("a decoder, network.decoder = mirrored"),
  MEMORY("stored images, learner.memory.policy"),
  ONLINE_MEMORY(
      "a memory that takes images as they come: reservoir, class-balanced, greedy-balanced"),
  LAST("to be the last of learner.terms: whatever pulls the gradients has to have done so"),
  MEMORY_IN_ONE_LIST(
      "learner.train-on = session-and-memory, learner.replay.batch-size = 0 and a memory that is"
          + " filled at the end of a session: herding, random"),
  LINEAR_HEAD("rows that answer as they were trained, learner.head = linear"),
  FROZEN_ENCODER("features that stay, training.novel.encoder = frozen"),
  FROZEN_LOWER_HALF(
      "hidden features that stay: learner.terms with frozen-lower-half or training.novel.encoder ="
          + " frozen, and training.novel.batch-normalization = running"),
  GENERATIVE_HEAD("a head of generative models, learner.head = generative-classifier"),
  BOUNDARIES("to be told when a session ends"),
  OPEN_ENCODER("an encoder that can be entered halfway, engine.name = torch"),
  GRAPH_WEIGHTS("weights inside the graph, engine.name = torch");

  private final String what;

  Need(String what) {
    this.what = what;
  }

  /** The end of a sentence that begins with {@code needs}. */
  public String what() {
    return what;
  }
}
