package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;

/**
 * Transductive: near queries are to be of one class. With {@code a} the squared distances to class
 * means and {@code W} the queries' nearest neighbours, 1 or 0, {@code Y <- softmax(-a + lambda W
 * Y)} from {@code softmax(-a)} on, until it stays or for so many rounds (Ziko et al., "Laplacian
 * Regularized Few-Shot Learning", ICML 2020, equation 12 and algorithm 1).
 */
public final class LaplacianShot extends Transductive {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "laplacian-shot",
          "transductive; Ziko et al., ICML 2020, equation 12 and algorithm 1",
          """
          # What is done to features, as in learner.simple-shot.transform: cl2n, l2n or un.
          transform = cl2n
          # Whether queries are shifted onto the support and means rectified first, as in bd-cspn.
          rectified = false
          lambda = 1.0     # weight of the neighbours, 0 or more; the paper chooses 0.1 to 1.5 on validation
          neighbours = 3   # nearest neighbours of a query, 1 or more
          rounds = 20      # at most, 1 or more
          """,
          LaplacianShot::read);

  private static final double RECTIFYING_SCALE = 10;
  private static final double STAYS = 1e-8;

  /** How neighbours count. */
  record Settings(boolean rectified, double lambda, int neighbours, int rounds) {}

  private final Settings settings;

  LaplacianShot(SimpleShot features, Settings settings) {
    super(features);
    this.settings = settings;
  }

  private static HeadMaker read(Section section) {
    Settings settings =
        new Settings(
            section.flag("rectified"),
            section.real("lambda", 0, 1e6),
            section.integer("neighbours", 1, 1_000_000),
            section.integer("rounds", 1, 1_000_000));
    return maker(section, features -> new LaplacianShot(features, settings));
  }

  @Override
  Tensor logits(EpisodeShape shape, Tensor support, Tensor queries) {
    Tensor moved = settings.rectified ? shifted(support, queries) : queries;
    Tensor means =
        settings.rectified
            ? rectified(shape, support, moved, RECTIFYING_SCALE)
            : shape.means(support);
    Tensor unary = Distances.squared(moved, means);
    Tensor neighbours = neighbours(moved);
    Tensor logits = unary.neg();
    Tensor before = logits.softmax(1);
    for (int round = 0; round < settings.rounds; round++) {
      logits = neighbours.matmul(before).mul(new Scalar(settings.lambda)).sub(unary);
      Tensor now = logits.softmax(1);
      if (now.sub(before).abs().max().item_double() < STAYS) {
        break;
      }
      before = now;
    }
    return logits;
  }

  /** {@code [queries, queries]}: 1 for each query's nearest others, 0 elsewhere. */
  private Tensor neighbours(Tensor queries) {
    long n = queries.size(0);
    long wanted = Math.min(settings.neighbours, n - 1);
    Tensor none = torch.zeros(n, n).to(queries);
    if (wanted == 0) {
      return none;
    }
    Tensor apart =
        Distances.squared(queries, queries).add(torch.eye(n).to(queries).mul(new Scalar(1e9)));
    Tensor nearest = torch.topk(apart, wanted, 1, false, true).get1();
    return none.scatter(1, nearest, new Scalar(1.0));
  }
}
