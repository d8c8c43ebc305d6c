package org.palimpsest.engine.torch;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.TracedNetwork;

/**
 * One step's computation: networks of any engine and libtorch operations in any order, then one way
 * back. A network of libtorch joins its graph; of any other the pass is kept, its outputs are
 * leaves of the graph, and the way back hands it their gradients.
 *
 * <p>All tensors made while a tape is open live until it closes. Not thread-safe; tapes nest.
 */
public final class Tape implements AutoCloseable {

  /** What was open before; null for nothing. */
  private final @Nullable PointerScope outer = PointerScope.getInnerScope();

  private final PointerScope scope = Tensors.scope();
  private final Placement placement;
  private final IdentityHashMap<INDArray, Tensor> leaves = new IdentityHashMap<>();
  private final List<Pass> passes = new ArrayList<>();

  /** A pass of a network that is not libtorch's. */
  private record Pass(Trace trace, Tensor input, Tensor map, Tensor embedding) {}

  /**
   * An empty tape.
   *
   * @param network on whose device features, losses and their parameters are
   */
  public Tape(Network network) {
    placement = network instanceof TorchNetwork torch ? torch.placement() : Placement.CPU;
  }

  /** An empty tape on the CPU. */
  public Tape() {
    placement = Placement.CPU;
  }

  /**
   * A pass whose gradient is wanted.
   *
   * @param input {@code [batch, channels, height, width]}, float32; a node of the graph or not
   */
  public Outputs run(Network network, Tensor input, Mode mode) {
    if (network instanceof TorchNetwork torch) {
      return torch.run(placement.toDevice(input), mode);
    }
    if (network instanceof TracedNetwork traced) {
      Trace trace = traced.forward(Tensors.view(input.detach()), mode, input.requires_grad());
      Pass pass =
          new Pass(trace, input, leaf(trace.output().map()), leaf(trace.output().embedding()));
      passes.add(pass);
      return new Outputs(pass.map, pass.embedding);
    }
    throw new IllegalArgumentException("no way back through a " + network.getClass().getName());
  }

  /**
   * A pass by running statistics that is open to look into: what every dense layer was given and
   * made of it, if the network has no other layers with parameters.
   *
   * @return empty where an image's own gradient cannot be put together from its dense layers
   */
  public Optional<DenseOutputs> runDense(Network network, Tensor input) {
    if (!(network instanceof TorchNetwork torch)) {
      return Optional.empty();
    }
    List<DensePass> layers = new ArrayList<>();
    Outputs outputs = torch.run(placement.toDevice(input), layers);
    long known = layers.stream().mapToLong(DensePass::parameters).sum();
    return known == Layout.of(network.architecture()).parameterCount()
        ? Optional.of(new DenseOutputs(outputs, List.copyOf(layers)))
        : Optional.empty();
  }

  /**
   * What a network of dense layers made of a batch.
   *
   * @param layers in the order of the parameters, weights {@code [units, features]} before biases
   */
  public record DenseOutputs(Outputs outputs, List<DensePass> layers) {}

  /**
   * A pass with other weights than the network's own, which stay a node of the graph: inner loops.
   *
   * @param weights flat, as {@link Network#parameters()}
   * @throws IllegalArgumentException if the network's engine cannot do that
   */
  public Outputs run(Network network, Tensor input, Mode mode, Tensor weights) {
    if (network instanceof TorchNetwork torch) {
      return torch.run(placement.toDevice(input), mode, weights);
    }
    throw new IllegalArgumentException(
        "only the engine torch has weights inside the graph; this is a "
            + network.getClass().getSimpleName());
  }

  /**
   * A pass through the lower half of a network, {@link
   * org.palimpsest.engine.Architecture#lowerLayers}; {@link #runUpper} goes on.
   *
   * @throws IllegalArgumentException if the network's engine cannot do that
   */
  public Tensor runLower(Network network, Tensor input, Mode mode) {
    return torch(network).lower(placement.toDevice(input), mode);
  }

  /**
   * The rest of a pass, from what {@link #runLower} gives or something of its shape.
   *
   * @throws IllegalArgumentException if the network's engine cannot do that
   */
  public Outputs runUpper(Network network, Tensor hidden, Mode mode) {
    return torch(network).upper(hidden, mode);
  }

  private static TorchNetwork torch(Network network) {
    if (network instanceof TorchNetwork torch) {
      return torch;
    }
    throw new IllegalArgumentException(
        "only the engine torch can be entered halfway; this is a "
            + network.getClass().getSimpleName());
  }

  /** A pass without a way back, batch normalisation by running statistics. */
  public Outputs infer(Network network, Tensor input) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      if (network instanceof TorchNetwork torch) {
        return torch.run(placement.toDevice(input), Mode.FROZEN_STATISTICS);
      }
      Features features = network.infer(Tensors.view(input.detach()));
      return new Outputs(Tensors.of(features.map()), Tensors.of(features.embedding()));
    }
  }

  /**
   * A parameter as a leaf of the graph, the same at every call; {@link #backward} adds to its
   * gradient.
   *
   * @return of the shape of the parameter's values
   */
  public Tensor leaf(Parameter parameter) {
    return placement.toDevice(
        leaves.computeIfAbsent(
            parameter.values(),
            values -> {
              Tensor leaf = Tensors.of(values).set_requires_grad(true);
              leaf.mutable_grad().put(Tensors.of(parameter.gradient()));
              return leaf;
            }));
  }

  /** An array's values where this tape computes; no gradient flows into it. */
  public Tensor constant(INDArray array) {
    return placement.toDevice(Tensors.of(array));
  }

  /** A tensor where this tape computes. */
  public Tensor here(Tensor tensor) {
    return placement.toDevice(tensor);
  }

  /** A tensor of this tape that outlives it: what was open before the tape frees it. */
  public Tensor outlive(Tensor tensor) {
    if (outer == null) {
      return tensor.retainReference();
    }
    outer.attach(tensor);
    return tensor;
  }

  /**
   * Adds the loss's gradient to that of every network's and leaf's parameters. May be called again
   * for other losses of the same tape if each network of another engine is used by one of them
   * only.
   *
   * @param loss one element
   * @return its value
   */
  public double backward(Tensor loss) {
    backward(loss, null);
    return loss.item_double();
  }

  /**
   * The same for an output of any shape.
   *
   * @param gradient of the loss with respect to {@code output}, of its shape; null for a single 1
   */
  void backward(Tensor output, @Nullable Tensor gradient) {
    Tensor start = gradient == null ? new Tensor() : gradient;
    BoolOptional keepsGraph = new BoolOptional(!passes.isEmpty());
    output.backward(start, keepsGraph, false, new TensorArrayRefOptional());
    for (int i = passes.size() - 1; i >= 0; i--) {
      Pass pass = passes.get(i);
      INDArray map = gradientOf(pass.map);
      INDArray embedding = gradientOf(pass.embedding);
      if (map == null && embedding == null) {
        continue;
      }
      pass.trace.backward(map, embedding);
      if (pass.input.requires_grad()) {
        Tensor ofInput = Tensors.of(pass.trace.inputGradient());
        pass.input.backward(ofInput, keepsGraph, false, new TensorArrayRefOptional());
      }
    }
  }

  /**
   * Gradients as tensors, adding to no parameter's: inner loops and importances.
   *
   * @param loss one element
   * @param differentiable whether the gradients themselves are nodes of the graph
   * @return one for each of {@code of}, of its shape; 0 where the loss does not depend on it
   * @throws IllegalArgumentException if a network that is not libtorch's took part
   */
  public Tensor[] gradients(Tensor loss, boolean differentiable, Tensor... of) {
    if (!passes.isEmpty()) {
      throw new IllegalArgumentException("only networks of the engine torch are inside the graph");
    }
    TensorVector found =
        torch.grad(
            new TensorVector(loss),
            new TensorVector(of),
            new TensorVector(),
            new BoolOptional(true),
            differentiable,
            true);
    Tensor[] gradients = new Tensor[of.length];
    for (int i = 0; i < of.length; i++) {
      Tensor gradient = found.get(i);
      gradients[i] = gradient.defined() ? new Tensor(gradient) : torch.zeros_like(of[i]);
    }
    return gradients;
  }

  @Override
  public void close() {
    passes.forEach(pass -> pass.trace.close());
    scope.close();
  }

  private static Tensor leaf(INDArray output) {
    return Tensors.of(output).detach().set_requires_grad(true);
  }

  private static @Nullable INDArray gradientOf(Tensor leaf) {
    Tensor gradient = leaf.grad();
    return gradient.defined() ? Tensors.view(gradient) : null;
  }
}
