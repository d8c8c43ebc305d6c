package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names and machine-read text are the same wherever the program runs: in Egypt {@code %d} writes
 * other digits, in Germany {@code %f} a comma. The program as a whole runs under the root locale;
 * these rules hold for whoever calls its classes otherwise.
 */
class LocaleTest {

  private static final String LITERAL = "\"((?:[^\"\\\\\\n]|\\\\.)*)\"";

  /** A number in a name: without a blank, a text is not for people. */
  private static final Pattern NAME_WITH_NUMBER =
      Pattern.compile(
          "\"(?:[^\"\\\\\\s]|\\\\.)*%[0-9,.+$(-]*[deEfgGaA](?:[^\"\\\\\\s]|\\\\.)*\"\\s*\\.formatted\\(");

  private static final Pattern FORMAT_WITHOUT_LOCALE =
      Pattern.compile("String\\s*\\.\\s*format\\(\\s*" + LITERAL);

  /** Programs, plots and times that a name begins with are for machines, blanks or none. */
  private static final Pattern FORMATTED =
      Pattern.compile("(\"\"\"(?s:.*?)\"\"\"|" + LITERAL + ")\\s*\\.formatted\\(");

  private static final Pattern PATTERN_WITHOUT_LOCALE =
      Pattern.compile("ofPattern\\(\\s*" + LITERAL + "\\s*\\)");

  private static final Pattern NUMBER = Pattern.compile("%[0-9,.+$(-]*[deEfgGaA]");

  private static final Pattern LOCALE =
      Pattern.compile(
          "Locale\\s*\\.\\s*[sg]etDefault|DecimalFormatSymbols\\.getInstance\\(\\)|NumberFormat\\.get\\w+\\(\\)");

  @Test
  void noNameIsMadeUnderTheMachinesLocale() throws IOException {
    assertThat(found(NAME_WITH_NUMBER)).as("use String.format(Locale.ROOT, ...), or %s").isEmpty();
  }

  @Test
  void noMachineReadsANumberOfTheMachinesLocale() throws IOException {
    assertThat(found(FORMATTED))
        .filteredOn(place -> place.matches("(?s)\\S*(/engine/export/\\S*|Canvas\\.java): .*"))
        .filteredOn(place -> NUMBER.matcher(place.replace("%%", "")).find())
        .as("%s, or String.format(Locale.ROOT, ...)")
        .isEmpty();
    assertThat(found(PATTERN_WITHOUT_LOCALE)).isEmpty();
  }

  @Test
  void nobodyFormatsNumbersWithoutSayingTheLocale() throws IOException {
    assertThat(found(FORMAT_WITHOUT_LOCALE))
        .filteredOn(place -> NUMBER.matcher(place).find())
        .as("use formatted for people, String.format(Locale.ROOT, ...) for machines")
        .isEmpty();
  }

  @Test
  void onlyTheProgramsBeginningChoosesTheLocale() throws IOException {
    assertThat(found(LOCALE)).singleElement().asString().contains("cli/Main.java");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"session-%02d\".formatted(t)",
        "\"%s,%.3f\\n\"\n  .formatted(a, b)",
        "\"seed-%d\".formatted(1)"
      })
  void theRuleSeesNamesThatItForbids(String code) {
    assertThat(NAME_WITH_NUMBER.matcher(code).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"line %d of %s\".formatted(1, file)",
        "\"session-%s\".formatted(t)",
        "String.format(Locale.ROOT, \"session-%02d\", t)",
        "\"100%,\".formatted()"
      })
  void theRuleLetsTextForPeopleBe(String code) {
    assertThat(NAME_WITH_NUMBER.matcher(code).find()).isFalse();
  }

  private static List<String> found(Pattern pattern) throws IOException {
    List<String> places = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        Matcher matches = pattern.matcher(Files.readString(file));
        while (matches.find()) {
          places.add(file + ": " + matches.group());
        }
      }
    }
    return places;
  }
}
