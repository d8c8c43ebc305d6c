package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Contents;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

/**
 * What a learner has to know of its data to be brought back without them: the images' form and the
 * classes, but no image. Every run keeps it as {@value #FILE}.
 *
 * @param dataset name of the data set
 * @param sha256 of its files
 * @param contentSha256 of its images
 * @param channels of an image
 * @param height of an image, pixels
 * @param width of an image, pixels
 * @param normalization of its pixels
 * @param classes how many classes the sessions have together
 * @param labels the label at each class number, in the data set's own numbers
 * @param names of the classes by number, at least {@code classes} of them
 * @param scenario what sessions are
 * @param sessions the classes that each one brings
 */
public record ModelCard(
    String dataset,
    String sha256,
    String contentSha256,
    int channels,
    int height,
    int width,
    Normalization normalization,
    int classes,
    List<Integer> labels,
    List<String> names,
    Scenario scenario,
    List<ClassSet> sessions) {

  /** Its file in a run's folder. */
  public static final String FILE = "model.json";

  public ModelCard {
    labels = List.copyOf(labels);
    names = List.copyOf(names);
    sessions = List.copyOf(sessions);
    if (names.size() < classes || labels.size() < classes || sessions.isEmpty()) {
      throw new IllegalArgumentException(
          "%d classes with %d labels, %d names and %d sessions"
              .formatted(classes, labels.size(), names.size(), sessions.size()));
    }
  }

  /** Of a benchmark that is there. */
  static ModelCard of(Benchmark benchmark, LearnerContext context) {
    Dataset dataset = benchmark.dataset();
    List<String> names = new ArrayList<>(context.classNames());
    for (int c = 0; c < benchmark.classes(); c++) {
      names.set(c, benchmark.className(c));
    }
    return new ModelCard(
        dataset.name(),
        dataset.sha256(),
        Contents.of(benchmark).dataset(),
        dataset.train().channels(),
        dataset.train().height(),
        dataset.train().width(),
        dataset.normalization(),
        benchmark.classes(),
        benchmark.order().labels(),
        names,
        benchmark.scenario(),
        benchmark.sessions().stream().map(Session::classes).toList());
  }

  /** A run's; empty if the run is of a version that kept none. */
  public static Optional<ModelCard> find(Path run) {
    Path file = run.resolve(FILE);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /**
   * Reads one.
   *
   * @throws DamagedFileException if it is none
   */
  static ModelCard read(Path file) {
    ObjectNode json = Json.read(file);
    return DamagedFileException.reading(file, () -> of(json));
  }

  private static ModelCard of(ObjectNode json) {
    JsonNode normalization = json.required("normalization");
    List<Integer> image = list(json.required("image"), JsonNode::asInt);
    return new ModelCard(
        json.required("dataset").asText(),
        json.required("sha256").asText(),
        json.required("content_sha256").asText(),
        image.get(0),
        image.get(1),
        image.get(2),
        new Normalization(
            list(normalization.required("mean"), JsonNode::asDouble),
            list(normalization.required("deviation"), JsonNode::asDouble)),
        json.required("classes").asInt(),
        list(json.required("labels"), JsonNode::asInt),
        list(json.required("names"), JsonNode::asText),
        scenario(json.required("scenario")),
        list(json.required("sessions"), session -> new ClassSet(list(session, JsonNode::asInt))));
  }

  private static <T> List<T> list(JsonNode json, Function<JsonNode, T> element) {
    List<T> all = new ArrayList<>();
    json.forEach(one -> all.add(element.apply(one)));
    return all;
  }

  private static Scenario scenario(JsonNode json) {
    JsonNode every = json.path("questions_every");
    return new Scenario(
        json.required("name").asText(),
        json.required("tells_session").asBoolean(),
        Scenario.Classes.valueOf(json.required("classes").asText()),
        json.required("has_boundaries").asBoolean(),
        json.required("one_pass").asBoolean(),
        every.isInt() ? OptionalInt.of(every.asInt()) : OptionalInt.empty());
  }

  /** The file's text. */
  public String text() {
    ObjectNode json = Json.object();
    json.put("dataset", dataset).put("sha256", sha256).put("content_sha256", contentSha256);
    json.putArray("image").add(channels).add(height).add(width);
    ObjectNode pixels = json.putObject("normalization");
    pixels.put("formula", "(byte / 255 - mean) / deviation");
    normalization.mean().forEach(pixels.putArray("mean")::add);
    normalization.deviation().forEach(pixels.putArray("deviation")::add);
    json.put("classes", classes);
    labels.forEach(json.putArray("labels")::add);
    names.forEach(json.putArray("names")::add);
    ObjectNode kind = json.putObject("scenario");
    kind.put("name", scenario.name()).put("tells_session", scenario.tellsSession());
    kind.put("classes", scenario.classes().name());
    kind.put("has_boundaries", scenario.hasBoundaries()).put("one_pass", scenario.onePass());
    scenario.questionsEvery().ifPresent(steps -> kind.put("questions_every", steps));
    ArrayNode all = json.putArray("sessions");
    sessions.forEach(session -> session.numbers().forEach(all.addArray()::add));
    return Json.pretty(json);
  }

  /** The classes known after a session. */
  public ClassSet seen(int session) {
    ClassSet seen = ClassSet.EMPTY;
    for (ClassSet own : sessions.subList(0, session + 1)) {
      seen = seen.and(own);
    }
    return seen;
  }

  /** Sessions as they were, with a blank image of each class in place of theirs. */
  LearnerContext context(Engine engine, Seeds seeds) {
    int n = names.size();
    int[] labelled = IntStream.range(0, n).toArray();
    ImageSet images =
        new ImageSet(
            new byte[n * channels * height * width], labelled, channels, height, width, names);
    Samples none = new Samples(images, new int[0], new int[0], normalization);
    List<Session> blank = new ArrayList<>();
    ClassSet earlier = ClassSet.EMPTY;
    for (ClassSet own : sessions) {
      int[] numbers = own.toArray();
      Samples one = new Samples(images, numbers, numbers, normalization);
      // Classes that are no session's are those of episodes.
      Samples rest =
          blank.isEmpty() ? new Samples(images, labelled, labelled, normalization) : none;
      blank.add(new Session(blank.size(), own, earlier, one, none, rest));
      earlier = earlier.and(own);
    }
    return new LearnerContext(
        engine, seeds, channels, height, width, classes, scenario, blank, Optional.empty());
  }
}
