package org.palimpsest.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.Fetched;
import org.palimpsest.data.FolderSpec;
import org.palimpsest.data.Listing;
import org.palimpsest.data.SourceFile;
import org.palimpsest.data.Verification;
import org.palimpsest.record.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code palimpsest data}. */
@Command(
    name = "data",
    description = "Lists, checks and downloads data sets.",
    mixinStandardHelpOptions = true)
final class DataCommand implements Runnable {

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description = "As data.root of an experiment: searched first, and where downloads go.",
      scope = ScopeType.INHERIT)
  private @Nullable Path root;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  DataCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, verify or fetch?");
  }

  @Command(
      name = "list",
      description = "Says of each data set whether it is on this machine.",
      mixinStandardHelpOptions = true)
  int list() {
    List<Listing> listings = Datasets.list(Optional.ofNullable(root));
    PrintStream out = streams.out();
    int width = listings.stream().mapToInt(l -> l.entry().name().length()).max().orElse(0);
    for (Listing listing : listings) {
      String name = listing.entry().name();
      String status = listing.status().name().toLowerCase(Locale.ROOT);
      String margin = " ".repeat(width + 2);
      out.println(name + " ".repeat(width - name.length() + 2) + status);
      out.println(margin + listing.entry().summary());
      if (!listing.detail().isBlank()) {
        out.println(margin + listing.detail().replace("\n", "\n" + margin));
      }
      listing.files().forEach(file -> out.println(margin + file));
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "verify",
      description = {
        "Reads all of a data set, or a folder of images, and checks it; downloads nothing.",
        "Of a folder, all images that cannot be read are listed, whatever sizes they have."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "NAME|FOLDER") String name,
      @Option(
              names = "--image-size",
              paramLabel = "PIXELS",
              description =
                  "As benchmark.dataset.image-size, for a folder of images of many sizes.")
          @Nullable Integer imageSize) {
    Verification found = Datasets.verify(known(name, imageSize));
    PrintStream out = streams.out();
    out.printf(
        "%s: %d classes, %d training and %d test images of %s%n",
        found.name(), found.classes(), found.trainImages(), found.testImages(), found.shape());
    out.println("sha256 " + found.sha256());
    for (SourceFile source : found.sources()) {
      out.printf(
          "%s %s%s%n",
          source.sha256(), source.path(), source.asPublished() ? " (as published)" : "");
    }
    found.notes().forEach(note -> out.println("note: " + note));
    return ExitCodes.DONE;
  }

  @Command(
      name = "fetch",
      description = "Downloads a data set unless it is on this machine.",
      mixinStandardHelpOptions = true)
  int fetch(@Parameters(paramLabel = "NAME") String name) {
    Fetched fetched;
    try (DownloadBar bar = new DownloadBar(streams.err(), Terminal.columns())) {
      fetched = Datasets.fetch(known(name), Optional.ofNullable(root), bar);
    }
    PrintStream out = streams.out();
    fetched.files().forEach(out::println);
    if (fetched.files().isEmpty()) {
      out.println(fetched.name() + " is part of the program");
    }
    return ExitCodes.DONE;
  }

  private DatasetSpec known(String name, @Nullable Integer imageSize) {
    Optional<Path> where = Optional.ofNullable(root);
    if (Datasets.entry(name).isEmpty() && Files.isDirectory(Path.of(name))) {
      OptionalInt size = imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize);
      FolderSpec folder = new FolderSpec(Path.of(name), FolderSpec.DEFAULT_TEST_FRACTION, size, 0);
      return new DatasetSpec(folder.name(), Optional.of(folder), where, false);
    }
    return new DatasetSpec(known(name), Optional.empty(), where, false);
  }

  private String known(String name) {
    if (Datasets.entry(name).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no data set is called \"%s\", and no folder; there are %s"
              .formatted(name, String.join(", ", Datasets.names())));
    }
    return name;
  }
}
