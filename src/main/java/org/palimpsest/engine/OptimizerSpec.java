package org.palimpsest.engine;

import java.util.List;
import org.palimpsest.tensor.Require;

/**
 * Which optimiser, and how its learning rate moves.
 *
 * @param rule how a gradient becomes a step
 * @param learningRate the peak rate, greater than 0
 * @param weightDecay factor on the weights: added to the gradient by SGD and Adam, apart from it by
 *     AdamW; 0 for none
 * @param schedule how the rate moves over the stage
 * @param clipNorm largest L2 norm of a gradient, longer ones are scaled down to it; 0 for no limit
 */
public record OptimizerSpec(
    Rule rule, double learningRate, double weightDecay, Schedule schedule, double clipNorm) {

  public OptimizerSpec {
    Require.within(1e-12, 1e6, learningRate, "learning-rate");
    Require.within(0, 1e6, weightDecay, "weight-decay");
    Require.within(0, 1e12, clipNorm, "clip-norm");
  }

  /**
   * Factor that brings gradients of this squared norm within the limit, in (0, 1].
   *
   * @param squaredNorm sum of the squares of all that is clipped together
   */
  public float clipFactor(double squaredNorm) {
    double norm = Math.sqrt(squaredNorm);
    return clipNorm == 0 || norm <= clipNorm ? 1 : (float) (clipNorm / norm);
  }

  /** How a gradient becomes a step. */
  public sealed interface Rule {}

  /**
   * Stochastic gradient descent with momentum (Sutskever et al. 2013), as PyTorch writes it: {@code
   * v = momentum v + g; w -= rate (nesterov ? g + momentum v : v)}.
   */
  public record Sgd(double momentum, boolean nesterov) implements Rule {
    public Sgd {
      Require.within(0, 1, momentum, "momentum");
    }
  }

  /** Adam with bias correction (Kingma and Ba 2015); weight decay is added to the gradient. */
  public record Adam(double beta1, double beta2, double epsilon) implements Rule {}

  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
  public record AdamW(double beta1, double beta2, double epsilon) implements Rule {}

  /**
   * The learning rate of a step.
   *
   * @param progress share of the stage's steps already done, in [0, 1)
   */
  public double rate(double progress) {
    return learningRate * schedule.factor(progress);
  }

  /** How the learning rate moves over the steps of a stage. */
  public sealed interface Schedule {

    /**
     * Factor on the learning rate.
     *
     * @param progress share of the stage's steps already done, in [0, 1)
     */
    double factor(double progress);
  }

  /** Always 1. */
  public record Constant() implements Schedule {
    @Override
    public double factor(double progress) {
      return 1;
    }
  }

  /** Falls evenly from 1 to 0. */
  public record Linear() implements Schedule {
    @Override
    public double factor(double progress) {
      return 1 - progress;
    }
  }

  /** {@code (1 + cos(pi progress)) / 2} (Loshchilov and Hutter 2017, without restarts). */
  public record Cosine() implements Schedule {
    @Override
    public double factor(double progress) {
      return (1 + Math.cos(Math.PI * progress)) / 2;
    }
  }

  /**
   * The cosine over and over, each time twice as long as before (Loshchilov and Hutter 2017, with
   * {@code T_mult = 2}).
   *
   * @param cycles 1 or more
   * @param floor factor that each cycle ends with, in [0, 1)
   */
  public record CosineRestarts(int cycles, double floor) implements Schedule {
    public CosineRestarts {
      Require.atLeast(1, cycles, "cycles");
      Require.within(0, 1, floor, "floor");
    }

    @Override
    public double factor(double progress) {
      // In lengths of the first cycle, of which all together have 2^cycles - 1.
      double at = 1 + progress * (Math.scalb(1.0, cycles) - 1);
      int cycle = Math.min(cycles - 1, Math.getExponent(at));
      double within = at / Math.scalb(1.0, cycle) - 1;
      return floor + (1 - floor) * (1 + Math.cos(Math.PI * within)) / 2;
    }
  }

  /**
   * Multiplied by {@code gamma} at each milestone.
   *
   * @param milestones shares of the stage, each in (0, 1)
   */
  public record Step(List<Double> milestones, double gamma) implements Schedule {
    public Step {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double factor(double progress) {
      return Math.pow(gamma, (double) milestones.stream().filter(m -> progress >= m).count());
    }
  }

  /**
   * Rises linearly over the first part of the stage, then follows another schedule over the rest.
   *
   * @param share part of the stage that rises, in (0, 1)
   */
  public record WarmUp(double share, Schedule then) implements Schedule {
    public WarmUp {
      Require.within(1e-9, 1, share, "warm-up");
    }

    @Override
    public double factor(double progress) {
      return progress < share
          ? (progress + 1e-3) / (share + 1e-3)
          : then.factor((progress - share) / (1 - share));
    }
  }
}
