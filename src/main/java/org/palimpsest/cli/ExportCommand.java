package org.palimpsest.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Disk;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.export.ModelFormat;
import org.palimpsest.experiment.RestoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest export}. */
@Command(
    name = "export",
    description = {
      "Writes what a run has learnt as a model for other programs; prints the file.",
      "safetensors has every tensor under PyTorch's names; torchscript is a program for torch.jit.load,"
          + " pixels to scores; dl4j the encoder as a ComputationGraph that Deeplearning4j loads on its"
          + " own."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder of a run, results/EXPERIMENT/RUN.")
  private Path run = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      completionCandidates = Formats.class,
      description = "${COMPLETION-CANDIDATES}.")
  private String format = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Default: RUN/model.safetensors, RUN/model.pt or RUN/model.zip.")
  private @Nullable Path output;

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite the file if it is there.")
  private boolean force;

  /** What picocli offers for {@code --format}. */
  private static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(ModelFormat.names());
    }
  }

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  ExportCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    ModelFormat wanted = format();
    if (!Files.isDirectory(run)) {
      throw wrong("there is no folder " + run);
    }
    Path target = target(wanted);
    try (RestoredRun learnt = RestoredRun.open(run, LearntData.of(run, streams))) {
      if (!learnt.finished()) {
        LearntData.tellUnfinished(learnt, streams);
      }
      LearntModel model = learnt.model();
      new Disk().deliver(target, out -> wanted.writer().write(model, out));
      if (wanted.program() && model.scores().isEmpty()) {
        String why = ModelFormat.featuresAlone(model.texts());
        streams.err().printf("palimpsest: %s %s%n", target, why);
      }
    }
    streams.out().println(target);
    return ExitCodes.DONE;
  }

  private ModelFormat format() {
    return ModelFormat.ALL.stream()
        .filter(candidate -> candidate.name().equals(format))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "--format %s is not one of %s"
                        .formatted(format, String.join(", ", List.copyOf(ModelFormat.names())))));
  }

  private Path target(ModelFormat wanted) {
    Path target = output == null ? run.resolve("model" + wanted.suffix()) : output;
    if (Files.isDirectory(target)) {
      throw wrong(target + " is a folder; --output names a file");
    }
    if (Files.isRegularFile(target) && !force) {
      throw wrong(target + " is there already; --force overwrites it");
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw wrong("there is no folder " + folder);
    }
    return target;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
