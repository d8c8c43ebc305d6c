package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.Problem;

/**
 * Spoils a valid configuration in hundreds of ways. Each must be read, or refused with a problem at
 * a line of the file; nothing else may happen.
 */
class MutationTest {

  private static final int ROUNDS = 2;
  private static final List<String> WRONG_VALUES =
      List.of(
          "-1",
          "0",
          "1.5",
          "1e9",
          "1e300",
          "-1e-300",
          "\"\"",
          "\"x y\"",
          "true",
          "null",
          "[]",
          "[1, x]",
          "{}",
          "{ a = 1 }",
          "[[1]]",
          "99999999999999999999",
          "NaN",
          "-0.0",
          "1e999",
          "-1e-999999",
          "1e-999999999",
          "\"1e999999999\"",
          "${name}${name}",
          "${?nothing}",
          "${benchmark}",
          "[{ a = [{}] }]",
          "\"a\\u0000b\"",
          "\"\\u001b[31m\"",
          "\"5\"");

  @TempDir Path folder;

  @Test
  void everyMutationIsReadOrRefusedWithItsLine() throws IOException {
    List<String> lines = valid();
    SplittableRandom random = new SplittableRandom(20260101);
    List<String> outcomes = new ArrayList<>();
    int refused = 0;
    int mutations = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int line = 0; line < lines.size(); line++) {
        for (Kind kind : Kind.values()) {
          // Every kind on every line would take minutes and find the same again.
          if (random.nextInt(4) != 0) {
            continue;
          }
          List<String> mutated = kind.apply(lines, line, random);
          mutations++;
          String outcome = outcome(mutated);
          if (!outcome.isEmpty() && !outcome.equals("refused")) {
            outcomes.add("%s of line %d, %s: %s".formatted(kind, line, mutated.get(line), outcome));
          }
          refused += outcome.equals("refused") ? 1 : 0;
        }
      }
    }
    assertThat(outcomes).isEmpty();
    assertThat(mutations).isGreaterThan(200);
    assertThat(refused).as("mutations that were noticed").isGreaterThan(mutations / 2);
  }

  /** Empty if it was read, {@code refused}, or what else happened. */
  private String outcome(List<String> lines) throws IOException {
    Path file = folder.resolve("mutated.conf");
    Files.write(file, lines);
    try {
      ExperimentSpec.load(file, List.of());
      return "";
    } catch (ConfException e) {
      for (Problem problem : e.problems()) {
        // A contradiction may be with a default, which has its line, too.
        boolean own = problem.place().endsWith("mutated.conf");
        if (!own && !problem.place().equals("conf/defaults.conf")) {
          return "no file: " + problem;
        }
        if (problem.line() < 1 || (own && problem.line() > lines.size() + 1)) {
          return "no line: " + problem;
        }
      }
      return "refused";
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return e.toString();
    }
  }

  /** The defaults with a name, one {@code path = value} a line. */
  private List<String> valid() throws IOException {
    Path file = folder.resolve("valid.conf");
    Files.writeString(
        file,
        """
        name = valid
        benchmark { dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2 } }
        training.episodes.ways = 3
        """);
    Config resolved = ExperimentSpec.load(file, List.of()).resolved();
    List<String> lines = new ArrayList<>();
    resolved.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                lines.add(e.getKey() + " = " + e.getValue().render(ConfigRenderOptions.concise())));
    assertThat(ConfigFactory.parseString(String.join("\n", lines)).entrySet()).hasSameSizeAs(lines);
    return lines;
  }

  private enum Kind {
    DELETED {
      @Override
      String line(String key, String value, SplittableRandom random) {
        return "";
      }
    },
    MISSPELT {
      @Override
      String line(String key, String value, SplittableRandom random) {
        List<String> path = new ArrayList<>(ConfigUtil.splitPath(key));
        int element = random.nextInt(path.size());
        String name = path.get(element);
        int at = random.nextInt(name.length());
        path.set(element, name.substring(0, at) + "q" + name.substring(at));
        return ConfigUtil.joinPath(path) + " = " + value;
      }
    },
    MISTYPED {
      @Override
      String line(String key, String value, SplittableRandom random) {
        return key + " = " + WRONG_VALUES.get(random.nextInt(WRONG_VALUES.size()));
      }
    },
    OUT_OF_RANGE {
      @Override
      String line(String key, String value, SplittableRandom random) {
        String factor = random.nextBoolean() ? "-" : "1000000";
        return key + " = " + (value.startsWith("\"") ? "\"q" + value.substring(1) : factor + value);
      }
    },
    NESTED_WRONGLY {
      @Override
      String line(String key, String value, SplittableRandom random) {
        List<String> path = ConfigUtil.splitPath(key);
        String last = path.get(path.size() - 1);
        return switch (random.nextInt(3)) {
          case 0 -> key + "." + last + " = " + value;
          case 1 -> "training." + key + " = " + value;
          default -> "engine { " + last + " { " + last + " = " + value + " } }";
        };
      }
    },
    TORN {
      @Override
      String line(String key, String value, SplittableRandom random) {
        String line = key + " = " + value;
        return line.substring(0, 1 + random.nextInt(line.length() - 1));
      }
    },
    JUNK {
      @Override
      String line(String key, String value, SplittableRandom random) {
        String junk = "{}[]=:,\"$#\\+?!*&^`\u0000\u00e4";
        StringBuilder line = new StringBuilder(key + " = " + value);
        line.insert(random.nextInt(line.length() + 1), junk.charAt(random.nextInt(junk.length())));
        return line.toString();
      }
    };

    List<String> apply(List<String> lines, int index, SplittableRandom random) {
      String[] parts = lines.get(index).split(" = ", 2);
      List<String> mutated = new ArrayList<>(lines);
      mutated.set(index, line(parts[0], parts[1], random));
      return mutated;
    }

    abstract String line(String key, String value, SplittableRandom random);
  }
}
