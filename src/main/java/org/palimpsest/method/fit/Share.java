package org.palimpsest.method.fit;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.Session;

/**
 * How a session's loss is divided between what is new and what was there before. The objective
 * takes {@link #fresh}, a distillation {@link #earlier}; their sum is 1 but for {@link #WHOLE}.
 */
public enum Share {
  /** Both count in full. */
  WHOLE {
    @Override
    double earlier(double sessions, double classes) {
      return 1;
    }

    @Override
    public double fresh(Phase phase) {
      return 1;
    }
  },

  /** Earlier sessions 1 - 1/t in the t-th session (van de Ven et al. 2022). */
  SESSIONS {
    @Override
    double earlier(double sessions, double classes) {
      return 1 - 1 / sessions;
    }
  },

  /**
   * Earlier classes by their share of all (Wu et al., "BiC", CVPR 2019; Zhao et al., CVPR 2020).
   */
  CLASSES {
    @Override
    double earlier(double sessions, double classes) {
      return classes;
    }
  },

  /** 1/t for earlier sessions: a mistake in Mammoth's BiC, the wrong way round. */
  MAMMOTH_BIC {
    @Override
    double earlier(double sessions, double classes) {
      return 1 / sessions;
    }
  };

  /**
   * Of what was there before.
   *
   * @param sessions so far, this one included
   * @param classes share of the earlier ones
   */
  abstract double earlier(double sessions, double classes);

  /** Of what was there before; in the first session nothing was, except for {@link #WHOLE}. */
  public double earlier(Phase phase) {
    if (phase.isFirst() && this != WHOLE) {
      return 0;
    }
    // Where classes come back, each session's count anew.
    double before = 0;
    int t = phase.session().index();
    for (Session session : phase.model().context().sessions().subList(0, t)) {
      before += session.classes().size();
    }
    return earlier(t + 1, before / (before + phase.session().classes().size()));
  }

  /** Of what is new. */
  public double fresh(Phase phase) {
    return 1 - earlier(phase);
  }

  /** Both losses, each by its share. */
  public Tensor of(Phase phase, Tensor fresh, Tensor earlier) {
    return fresh.mul(new Scalar(fresh(phase))).add(earlier.mul(new Scalar(earlier(phase))));
  }
}
