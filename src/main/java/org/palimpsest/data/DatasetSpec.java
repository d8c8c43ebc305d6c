package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;

/**
 * Which data set an experiment uses, and where it is looked for.
 *
 * @param name one of {@link Datasets#names()}, or that of the folder
 * @param folder one's own images, instead of a data set known by name
 * @param root {@code data.root}, searched before all other folders
 * @param download whether a missing data set is fetched from its publisher
 * @param normalized whether networks see pixels with the data set's mean taken off and divided by
 *     its deviation, or as they are, in [0, 1]
 * @param split which classes are for what, if it is to be cut by classes
 * @param drawings how drawings become images, where the data set has any
 * @param turned whether each class makes four, by quarter turns
 */
public record DatasetSpec(
    String name,
    Optional<FolderSpec> folder,
    Optional<Path> root,
    boolean download,
    boolean normalized,
    Optional<ClassLists> split,
    Optional<DrawingForm> drawings,
    boolean turned) {

  /** Where the digest of the split's files stands in a configuration. */
  public static final String SPLIT_SHA256_PATH = "benchmark.dataset.split.sha256";

  /** Cut as is usual of this data set, with normalised pixels. */
  public DatasetSpec(
      String name, Optional<FolderSpec> folder, Optional<Path> root, boolean download) {
    this(
        name,
        folder,
        root,
        download,
        true,
        folder.isPresent() ? Optional.empty() : usualSplit(name),
        Optional.empty(),
        false);
  }

  /** A data set known by name, wherever it is; fetched if it is nowhere. */
  public static DatasetSpec named(String name) {
    return new DatasetSpec(name, Optional.empty(), Optional.empty(), true);
  }

  private static Optional<ClassLists> usualSplit(String name) {
    return Datasets.entry(name).flatMap(DatasetEntry::own).map(PublishedSplit::lists);
  }

  /**
   * Reads {@code benchmark.dataset}, a name or a section, {@code benchmark.normalization} and
   * {@code data}. A section has {@code folder}, {@code test-fraction}, {@code image-size}, {@code
   * seed}, {@code upright} and {@code bad-files}; or {@code name} and, of drawings, {@code
   * image-size}, {@code filter} and {@code ink}; and both have {@code split} and {@code rotations}.
   *
   * @param root the whole configuration; wrong values become problems of it
   */
  public static DatasetSpec read(Section root) {
    Section benchmark = root.section("benchmark");
    Section data = root.section("data");
    Optional<Path> where = data.optionalPath("root");
    boolean download = data.flag("download");
    boolean normalized =
        benchmark.oneOf("normalization", List.of("dataset", "none")).equals("dataset");
    if (benchmark.kind("dataset") != Kind.SECTION) {
      String name = benchmark.oneOf("dataset", Datasets.names());
      return new DatasetSpec(
          name,
          Optional.empty(),
          where,
          download,
          normalized,
          usualSplit(name),
          Optional.empty(),
          false);
    }
    Section section = benchmark.section("dataset");
    boolean turned =
        section.has("rotations")
            && section.oneOf("rotations", List.of("none", "classes")).equals("classes");
    if (section.has("name")) {
      return named(section, where, download, normalized, turned);
    }
    Optional<FolderCut> cut = SplitReader.cut(section);
    FolderSpec folder = folder(section, cut);
    return new DatasetSpec(
        folder.name(),
        Optional.of(folder),
        where,
        download,
        normalized,
        cut.isPresent()
            ? Optional.empty()
            : SplitReader.read(section, List.of(PublishedSplit.RAVI)),
        Optional.empty(),
        turned);
  }

  private static DatasetSpec named(
      Section section, Optional<Path> where, boolean download, boolean normalized, boolean turned) {
    String name = section.oneOf("name", Datasets.names());
    Optional<DatasetEntry> entry = Datasets.entry(name);
    Optional<DrawingForm> form =
        entry.filter(DatasetEntry::isDrawn).map(drawn -> drawings(section));
    Optional<ClassLists> split =
        SplitReader.read(section, entry.map(DatasetEntry::splits).orElse(List.of()))
            .or(() -> usualSplit(name));
    return new DatasetSpec(
        name, Optional.empty(), where, download, normalized, split, form, turned);
  }

  private static DrawingForm drawings(Section section) {
    DrawingForm usual = DrawingForm.USUAL;
    int side =
        section.optionalInteger("image-size", 1, DrawingForm.DRAWN_SIDE).orElse(usual.side());
    Resample filter =
        section.has("filter") ? section.word("filter", Resample.class) : usual.filter();
    boolean bright =
        !section.has("ink") || section.oneOf("ink", List.of("bright", "dark")).equals("bright");
    return new DrawingForm(side, filter, bright);
  }

  /** Digest of the lists of the split, if they are files, which may say something else later. */
  public Optional<String> splitSha256() {
    return folder
        .flatMap(FolderSpec::cut)
        .filter(FolderCut.ImageLists.class::isInstance)
        .map(cut -> SplitReader.sha256(((FolderCut.ImageLists) cut).files()))
        .or(() -> split.flatMap(ClassLists::filesSha256));
  }

  /** The same, but nothing is fetched. */
  DatasetSpec withoutDownload() {
    return new DatasetSpec(name, folder, root, false, normalized, split, drawings, turned);
  }

  /** The same, but the images of a folder are brought to one size. */
  DatasetSpec fitted(ImageFit how) {
    return new DatasetSpec(
        name,
        folder.map(images -> images.fitted(how)),
        root,
        download,
        normalized,
        split,
        drawings,
        turned);
  }

  private static FolderSpec folder(Section section, Optional<FolderCut> cut) {
    Path folder = section.path("folder");
    double testFraction =
        section.has("test-fraction")
            ? section.real("test-fraction", 0.001, 0.999)
            : FolderSpec.DEFAULT_TEST_FRACTION;
    Optional<ImageFit> fit = fit(section);
    OptionalInt channels = section.optionalInteger("channels", 1, 3);
    if (channels.isPresent() && channels.getAsInt() == 2) {
      section.problem("channels", "is neither 1, grey, nor 3, red, green and blue");
      channels = OptionalInt.empty();
    }
    int seed = section.optionalInteger("seed", 0, Integer.MAX_VALUE).orElse(0);
    boolean upright = section.has("upright") && section.flag("upright");
    boolean leaveOut =
        section.has("bad-files")
            && section.oneOf("bad-files", List.of("refuse", "leave-out")).equals("leave-out");
    return new FolderSpec(
        folder, testFraction, fit, seed, upright, leaveOut, channels, cut, layout(section, cut));
  }

  private static FolderLayout layout(Section section, Optional<FolderCut> cut) {
    if (cut.isPresent()) {
      String why = "a folder that is cut by folders or lists has an order and a layout of its own";
      List.of("order", "subfolders").forEach(key -> section.idle(key, why));
      return FolderLayout.USUAL;
    }
    return new FolderLayout(
        section.has("order")
            ? section.word("order", FolderLayout.Order.class)
            : FolderLayout.USUAL.order(),
        section.has("subfolders")
            ? section.word("subfolders", FolderLayout.Subfolders.class)
            : FolderLayout.USUAL.subfolders());
  }

  private static Optional<ImageFit> fit(Section section) {
    OptionalInt side = section.optionalInteger("image-size", 1, FolderSpec.LARGEST_IMAGE);
    if (side.isEmpty()) {
      String why = "image-size says to which size images are brought, and is missing";
      List.of("resize", "crop", "filter").forEach(key -> section.idle(key, why));
      return Optional.empty();
    }
    int resize =
        section
            .optionalInteger("resize", side.getAsInt(), FolderSpec.LARGEST_IMAGE)
            .orElse(side.getAsInt());
    boolean stretched =
        section.has("crop") && section.oneOf("crop", List.of("square", "none")).equals("none");
    Resample filter =
        section.has("filter") ? section.word("filter", Resample.class) : Resample.TRIANGLE;
    return Optional.of(new ImageFit(side.getAsInt(), resize, stretched, filter));
  }
}
