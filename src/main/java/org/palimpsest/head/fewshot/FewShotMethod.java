package org.palimpsest.head.fewshot;

import org.palimpsest.conf.Part;
import org.palimpsest.head.HeadMaker;

/**
 * A published few-shot method: a head, and how its paper trains it.
 *
 * @param head whose name is the method's
 * @param source paper, with the section of the values
 * @param values HOCON, below what a file says and above the defaults
 */
public record FewShotMethod(Part<HeadMaker> head, String source, String values) {

  /** The encoder of Vinyals et al. 2016. */
  static final String CONV4 = "drop-last-poolings = false, embedding = none";

  /**
   * One that learns on episodes alone.
   *
   * @param encoder keys of {@code network.encoder}
   * @param episodes keys of {@code training.episodes}
   * @param optimizer keys of its optimiser, the rate apart
   * @param rest further keys
   */
  static FewShotMethod onEpisodes(
      Part<HeadMaker> head,
      String source,
      String encoder,
      String episodes,
      double rate,
      String optimizer,
      String rest) {
    return new FewShotMethod(
        head, source, values(head.name(), encoder, episodes, rate, optimizer, rest));
  }

  /** The values of {@link #onEpisodes}, for a head by its name. */
  public static String values(
      String head, String encoder, String episodes, double rate, String optimizer, String rest) {
    return """
        learner { head = %s }
        network { decoder = none, encoder { %s } }
        training {
          base.epochs = 0
          augmentation { crop-padding = 0, flip = false }
          episodes {
            %s
            encoder-learning-rate = %s
            optimizer { learning-rate = %s, weight-decay = 0, %s }
          }
        }
        %s
        """
        .formatted(head, encoder, episodes, rate, rate, optimizer, rest);
  }
}
