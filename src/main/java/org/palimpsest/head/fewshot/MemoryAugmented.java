package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.JointMetric;
import org.palimpsest.head.MetricHead;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Seeds;

/**
 * A network that sees images one after another, each with the label of the one before, and keeps
 * what it needs in an {@link ExternalMemory}: an LSTM is given image, label and what was read last;
 * its state makes keys; state and what they find make the answer (Santoro et al., "Meta-Learning
 * with Memory-Augmented Neural Networks", ICML 2016, section 3 and figure 1).
 *
 * <p>In training all images of an episode, support and queries, come in a drawn order, and every
 * answer counts. An episode's classes get labels by chance. For an answer the support comes in a
 * drawn order, then one query: with k shots that is its class's presentation k + 1.
 */
public final class MemoryAugmented extends LearntMetric implements JointMetric {

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "memory-augmented",
              "Santoro et al., ICML 2016, section 3",
              """
              # Labels there are, 2 to 1000: no episode may have more ways. Only those of an episode's classes
              # compete.
              labels = 5
              # Numbers in the state of the LSTM; rows of the memory and numbers of each; heads, each of which
              # reads and writes; 1 to 4096.
              controller = 200
              memory-rows = 128
              memory-width = 40
              heads = 4
              # Whether a step reads the memory after-write or before-write, which the paper leaves open.
              read = after-write
              # Sequences of one step of training, 1 to 10000.
              meta-batch = 16
              """,
              section -> {
                Settings settings = Settings.read(section);
                return MetricHead.maker(
                    new Classifier.Linear(), false, shape -> new MemoryAugmented(settings, shape));
              }),
          "Santoro et al., ICML 2016, section 4.1: 100,000 sequences of 5 classes, 10 images of each",
          "type = pixels",
          "number = 100000, ways = 5, shots = 5, queries = 5",
          1e-3,
          "type = adam, schedule = constant",
          "");

  /** Sizes of all parts. */
  record Settings(
      int labels,
      int controller,
      int rows,
      int width,
      int heads,
      boolean readFirst,
      int metaBatch) {

    static Settings read(Section section) {
      return new Settings(
          section.integer("labels", 2, 1000),
          section.integer("controller", 1, 4096),
          section.integer("memory-rows", 1, 4096),
          section.integer("memory-width", 1, 4096),
          section.integer("heads", 1, 4096),
          section.oneOf("read", List.of("after-write", "before-write")).equals("before-write"),
          section.integer("meta-batch", 1, 10_000));
    }

    /** Numbers that all heads read. */
    int found() {
      return heads * width;
    }
  }

  private final Settings settings;
  private final int image;
  private final Seeds seeds;

  MemoryAugmented(Settings settings, HeadShape shape) {
    super(initial(settings, shape));
    this.settings = settings;
    image = shape.width();
    seeds = shape.seeds();
  }

  /** Glorot's uniform numbers; biases 0, that of the forget gate 1. */
  private static float[] initial(Settings s, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    List<float[]> parts = new ArrayList<>();
    parts.add(
        glorot(shape.width() + s.labels + s.found() + s.controller, 4 * s.controller, random));
    float[] gates = new float[4 * s.controller];
    Arrays.fill(gates, 0, s.controller, 1);
    parts.add(gates);
    parts.add(glorot(s.controller, s.found(), random));
    parts.add(new float[s.found()]);
    parts.add(new float[s.heads]);
    parts.add(glorot(s.controller + s.found(), s.labels, random));
    parts.add(new float[s.labels]);
    return joined(parts);
  }

  /** The parameters by their parts. */
  private final class Net {
    private final Tensor ofImage;
    private final Tensor ofRest;
    private final Tensor gateBias;
    private final Tensor keys;
    private final Tensor keyBias;
    private final Tensor again;
    private final Tensor answers;
    private final Tensor answerBias;

    Net(Tensor flat) {
      Pieces pieces = new Pieces(flat);
      long gates = 4L * settings.controller;
      ofImage = pieces.next((long) image + settings.labels, gates);
      ofRest = pieces.next((long) settings.found() + settings.controller, gates);
      gateBias = pieces.next(gates);
      keys = pieces.next(settings.controller, settings.found());
      keyBias = pieces.next(settings.found());
      again = pieces.next(settings.heads, 1).sigmoid();
      answers = pieces.next((long) settings.controller + settings.found(), settings.labels);
      answerBias = pieces.next(settings.labels);
    }

    /**
     * What images and labels add to the gates, {@code [..., 4 controller]}.
     *
     * @param seen {@code [..., image + labels]}
     */
    Tensor gates(Tensor seen) {
      return seen.matmul(ofImage).add(gateBias);
    }

    State start(long batch, Tensor like) {
      return new State(
          torch.zeros(new long[] {batch, settings.controller}).to(like),
          torch.zeros(new long[] {batch, settings.controller}).to(like),
          torch.zeros(new long[] {batch, settings.found()}).to(like),
          ExternalMemory.empty(batch, settings.rows, settings.width, settings.heads, like));
    }

    /** After one image more. */
    State step(State at, Tensor gates) {
      Tensor rest = torch.cat(new TensorVector(at.found, at.hidden), 1);
      TensorVector parts = gates.add(rest.matmul(ofRest)).chunk(4, 1);
      Tensor cell =
          parts.get(0).sigmoid().mul(at.cell).add(parts.get(1).sigmoid().mul(parts.get(2).tanh()));
      Tensor hidden = parts.get(3).sigmoid().mul(cell.tanh());
      Tensor key = hidden.matmul(keys).add(keyBias).tanh();
      ExternalMemory.Step step =
          at.memory.step(key.view(-1, settings.heads, settings.width), again, settings.readFirst);
      return new State(hidden, cell, step.found().flatten(1, -1), step.memory());
    }

    /** {@code [batch, labels]}. */
    Tensor answer(State at) {
      return torch.cat(new TensorVector(at.hidden, at.found), 1).matmul(answers).add(answerBias);
    }
  }

  /** Of the network between two images; every tensor begins with the batch. */
  private record State(Tensor hidden, Tensor cell, Tensor found, ExternalMemory memory) {

    /** A batch of one, as often as wanted. */
    State repeated(long count) {
      return new State(
          hidden.expand(count, -1),
          cell.expand(count, -1),
          found.expand(count, -1),
          new ExternalMemory(
              memory.rows().expand(count, -1, -1),
              memory.read().expand(count, -1, -1),
              memory.usage().expand(count, -1)));
    }
  }

  /**
   * Images in the order in which they come, under labels.
   *
   * @param embeddings {@code [images, width]}
   * @param classes of each, as numbered in the episode
   * @param labels that the classes have
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once; compared by nobody
  private record Sequence(Tensor embeddings, int[] classes, int[] labels) {

    /** Images, each with the label of the one before, {@code [images, width + labels]}. */
    Tensor seen(int of) {
      return torch.cat(new TensorVector(embeddings, before(of)), 1);
    }

    private Tensor before(int of) {
      float[] hot = new float[classes.length * of];
      for (int i = 1; i < classes.length; i++) {
        hot[i * of + labels[classes[i - 1]]] = 1;
      }
      return Tensors.of(Nd4j.createFromArray(hot)).view(classes.length, of).to(embeddings);
    }

    /** Of an answer those of the episode's classes. */
    Tensor among(Tensor answer) {
      return answer.index_select(answer.dim() - 1, Tensors.classes(labels, answer));
    }
  }

  /** In a drawn order, under drawn labels. */
  private Sequence drawn(Tensor embeddings, int[] classes, int ways, RandomGenerator random) {
    int[] order = shuffled(classes.length, random);
    int[] ordered = Arrays.stream(order).map(i -> classes[i]).toArray();
    int[] labels = Arrays.copyOf(shuffled(settings.labels, random), ways);
    return new Sequence(
        embeddings.index_select(0, Tensors.classes(order, embeddings)), ordered, labels);
  }

  private static int[] shuffled(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public int episodesPerStep() {
    return settings.metaBatch;
  }

  @Override
  public int mostWays() {
    return settings.labels;
  }

  /** Of all answers, sequences of one length side by side. */
  @Override
  public Tensor loss(List<EpisodeTask> tasks, List<int[]> labels) {
    Net net = new Net(tasks.get(0).tape().leaf(parameters().get(0)));
    List<Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      EpisodeTask task = tasks.get(i);
      int[] support = task.shape().support();
      int[] classes = Arrays.copyOf(support, support.length + labels.get(i).length);
      System.arraycopy(labels.get(i), 0, classes, support.length, labels.get(i).length);
      Tensor embeddings = task.features().get().embedding().narrow(0, 0, classes.length);
      sequences.add(drawn(embeddings, classes, task.shape().ways(), task.random()));
    }
    int length = sequences.get(0).classes.length;
    boolean even = sequences.stream().allMatch(some -> some.classes.length == length);
    List<List<Sequence>> batches =
        even ? List.of(sequences) : sequences.stream().map(List::of).toList();
    Tensor sum = torch.zeros(1).to(sequences.get(0).embeddings);
    for (List<Sequence> batch : batches) {
      sum = loss(net, batch).mul(new Scalar((double) batch.size())).add(sum);
    }
    return sum.div(new Scalar((double) tasks.size()));
  }

  private Tensor loss(Net net, List<Sequence> batch) {
    Tensor[] seen = batch.stream().map(one -> one.seen(settings.labels)).toArray(Tensor[]::new);
    Tensor gates = net.gates(torch.stack(new TensorVector(seen), 0));
    State at = net.start(batch.size(), gates);
    Tensor[] answers = new Tensor[Math.toIntExact(gates.size(1))];
    for (int t = 0; t < answers.length; t++) {
      at = net.step(at, gates.select(1, t));
      answers[t] = net.answer(at);
    }
    Tensor all = torch.stack(new TensorVector(answers), 1);
    Tensor sum = torch.zeros(1).to(all);
    for (int b = 0; b < batch.size(); b++) {
      Sequence one = batch.get(b);
      sum =
          CrossEntropy.of(one.among(all.select(0, b)), Tensors.classes(one.classes, all)).add(sum);
    }
    return sum.div(new Scalar((double) batch.size()));
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Net net = new Net(parameters);
    Tensor embedding = features.embedding();
    RandomGenerator random = seeds.generator("presentation");
    Sequence support = drawn(shape.support(embedding), shape.support(), shape.ways(), random);
    Tensor gates = net.gates(support.seen(settings.labels).unsqueeze(0));
    State at = net.start(1, gates);
    for (long t = 0; t < gates.size(1); t++) {
      at = net.step(at, gates.select(1, t));
    }
    int last = support.labels[support.classes[support.classes.length - 1]];
    Tensor label =
        torch
            .one_hot(Tensors.classes(new int[] {last}), settings.labels)
            .to(embedding)
            .expand(shape.queries(), -1);
    Tensor asked = torch.cat(new TensorVector(shape.queries(embedding), label), 1);
    State answered = net.step(at.repeated(shape.queries()), net.gates(asked));
    return support.among(net.answer(answered));
  }
}
