package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a file and what it includes, relative to the file that includes it.
 *
 * <p>The library skips a missing include in silence and stops at the first syntax error; here each
 * is a problem and the other files are still looked at.
 */
final class Sources
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  private static final int MOST_BYTES = 1_000_000;
  private static final int DEEPEST = 16;
  private static final int MOST_INCLUDES = 1000;

  private final Problems problems;
  private final boolean alone;
  private final Deque<Path> open = new ArrayDeque<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private int includes;

  Sources(Problems problems) {
    this(problems, false);
  }

  /**
   * @param alone whether files may not include others
   */
  Sources(Problems problems, boolean alone) {
    this.problems = problems;
    this.alone = alone;
  }

  /** The file's values, unresolved; empty where it cannot be read, with a problem. */
  Config parse(Path file) {
    Path path = file.toAbsolutePath().normalize();
    String reason = unreadable(path);
    if (!reason.isEmpty()) {
      problems.add(new Problem(new Place(Origins.shown(path.toString()), 0), reason));
      return ConfigFactory.empty();
    }
    return parseReadable(path);
  }

  private Config parseReadable(Path path) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setAllowMissing(false)
            .setIncluder(this);
    Place start = new Place(Origins.shown(path.toString()), 1);
    open.push(path);
    try {
      byte[] bytes = Files.readAllBytes(path);
      String text = new String(bytes, StandardCharsets.UTF_8);
      // What is no UTF-8 would be read as something else than what stands there.
      int other = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8)) ? 0 : line(text);
      if (other > 0) {
        problems.add(new Problem(new Place(start.file(), other), "is not UTF-8 text"));
        return ConfigFactory.empty();
      }
      int tooDeep = Nesting.line(text);
      if (tooDeep > 0) {
        problems.add(new Problem(new Place(start.file(), tooDeep), Nesting.REFUSED));
        return ConfigFactory.empty();
      }
      return ConfigFactory.parseString(text, options.setOriginDescription(path.toString()));
    } catch (ConfigException e) {
      problems.add(Syntax.problem(e, start));
    } catch (StackOverflowError e) {
      problems.add(new Problem(start, "is nested too deeply to be read"));
    } catch (IOException e) {
      problems.add(new Problem(start, reason(e)));
    } finally {
      open.pop();
    }
    return ConfigFactory.empty();
  }

  /** Where the first character is that stands for bytes that are none. */
  private static int line(String text) {
    return 1
        + (int) text.substring(0, text.indexOf('\uFFFD')).chars().filter(c -> c == '\n').count();
  }

  private static String reason(IOException e) {
    @Nullable String system =
        e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return "cannot be read: " + (system == null ? "the system does not say why" : system);
  }

  private static String unreadable(Path path) {
    if (Files.isDirectory(path)) {
      return "is a folder, not a configuration file";
    }
    if (!Files.exists(path)) {
      return "no such file";
    }
    if (!Files.isRegularFile(path)) {
      return "is not a file"; // a pipe would be waited for, perhaps for ever
    }
    try {
      if (Files.size(path) > MOST_BYTES) {
        return "is longer than %d bytes".formatted(MOST_BYTES);
      }
    } catch (IOException e) {
      return reason(e);
    }
    return Files.isReadable(path) ? "" : "cannot be read; check its permissions";
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return included(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return included(what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return refused(what.toString());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return refused(what);
  }

  private ConfigObject refused(String what) {
    problems.add(
        new Problem(lineOf(what), "include \"%s\": only files can be included".formatted(what)));
    return ConfigFactory.empty().root();
  }

  private ConfigObject included(String what) {
    Place place = lineOf(what);
    if (alone) {
      problems.add(new Problem(place, "include \"%s\": %s".formatted(what, ConfigFile.ALONE)));
      return ConfigFactory.empty().root();
    }
    limit(place);
    Path path;
    try {
      path = open.element().resolveSibling(what).normalize();
    } catch (InvalidPathException e) {
      problems.add(
          new Problem(
              place, "include \"%s\": is not a file name: %s".formatted(what, e.getReason())));
      return ConfigFactory.empty().root();
    }
    String reason = unreadable(path);
    if (open.contains(path)) {
      reason = "the file includes itself";
    } else if (reason.equals("no such file")) {
      reason = "there is no file " + Origins.shown(path.toString());
      if (path.endsWith(ConfigFile.DEFAULTS)) {
        reason += "; the defaults are built in, so this line may be left out";
      }
    }
    if (!reason.isEmpty()) {
      problems.add(new Problem(place, "include \"%s\": %s".formatted(what, reason)));
      return ConfigFactory.empty().root();
    }
    // The defaults are below everything anyway; their values are not what a person wrote here.
    return path.endsWith(ConfigFile.DEFAULTS) && isBuiltIn(path)
        ? ConfigFactory.empty().root()
        : parseReadable(path).root();
  }

  private static boolean isBuiltIn(Path path) {
    try (InputStream builtIn = ConfigFile.class.getResourceAsStream("/" + ConfigFile.DEFAULTS)) {
      return builtIn != null && Arrays.equals(builtIn.readAllBytes(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Goes no further at all: files that include each other over and over have no end to wait for.
   */
  private void limit(Place place) {
    includes++;
    String reason =
        open.size() >= DEEPEST
            ? "includes go more than %d files deep".formatted(DEEPEST)
            : includes > MOST_INCLUDES
                ? "there are more than %d includes".formatted(MOST_INCLUDES)
                : "";
    if (!reason.isEmpty()) {
      problems.add(new Problem(place, reason));
      throw new ConfException(problems.list());
    }
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this; // the library's own includer would read URLs and skip what is missing
  }

  /**
   * The library does not tell which line it is at; the n-th time that a file includes this, it is
   * the n-th line that says so.
   */
  private Place lineOf(String what) {
    Path file = open.element();
    int nth = seen.merge(file + "\n" + what, 1, Integer::sum);
    Pattern statement =
        Pattern.compile("^[^#\"/]*\\binclude\\b[^#\"]*\"" + Pattern.quote(what) + "\"");
    int line = 1;
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0, count = 0; i < lines.size() && count < nth; i++) {
        if (statement.matcher(lines.get(i)).find()) {
          line = i + 1;
          count++;
        }
      }
    } catch (IOException e) {
      problems.add(new Problem(new Place(Origins.shown(file.toString()), 0), reason(e)));
    }
    return new Place(Origins.shown(file.toString()), line);
  }
}
