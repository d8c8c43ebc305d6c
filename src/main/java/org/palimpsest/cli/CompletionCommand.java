package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.conf.DocumentedKey;
import org.palimpsest.data.Datasets;
import org.palimpsest.method.Catalogue;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code palimpsest completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands, keys of experiments and their values, data sets and"
          + " methods in bash and zsh.",
      "Use: source <(palimpsest completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  CompletionCommand() {}

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    root.getOut().println(AutoComplete.bash(root.getCommandName(), root));
    root.getOut().println(words());
  }

  private static String words() {
    List<String> keys = KeysCommand.keys().stream().map(DocumentedKey::path).distinct().toList();
    String names =
        Catalogue.entries().stream()
            .map(Catalogue.Entry::name)
            .distinct()
            .collect(Collectors.joining(" "));
    String values =
        values().entrySet().stream()
            .map(key -> "    %s) echo '%s' ;;".formatted(key.getKey(), key.getValue()))
            .collect(Collectors.joining("\n"));
    return template()
        .replace("@KEYS@", String.join(" ", keys))
        .replace("@NAMES@", names)
        .replace("@VALUES@", values);
  }

  /** What can stand at a key, as far as there is a list of it. */
  private static Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    for (DocumentedKey key : KeysCommand.keys()) {
      if (Stream.of("true", "false").anyMatch(key.value()::equals)) {
        values.put(key.path(), "true false");
      }
    }
    Catalogue.entries()
        .forEach(
            entry -> values.merge(entry.kind(), entry.name(), (some, one) -> some + " " + one));
    values.put("benchmark.dataset", String.join(" ", Datasets.names()));
    return values;
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(CompletionCommand.class.getResourceAsStream("completion.bash"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the script for completion", e);
    }
  }
}
