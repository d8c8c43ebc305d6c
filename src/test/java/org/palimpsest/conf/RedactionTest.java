package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever form an address with a password has, the password comes out nowhere. */
class RedactionTest {

  @TempDir Path folder;

  /** Each holds {@code s3cret} and, in some, {@code hunt3r}. */
  static List<String> addresses() {
    List<String> all = new ArrayList<>();
    List<String> passwords =
        List.of(
            "s3cret",
            "s3c/s3cret",
            "hunt3r s3cret",
            "s3c@s3cret",
            "a:s3cret",
            "s3cret?#",
            "%2Fs3cret");
    for (String scheme :
        List.of("http://", "https://", "htp://", "http:/", "http//", "http:", "")) {
      for (String password : passwords) {
        all.add(scheme + "user:" + password + "@host:5000/x");
      }
    }
    for (String name :
        List.of("token", "api_key", "apikey", "access_token", "X-Amz-Signature", "password")) {
      all.add("http://host/x?%s=s3cret".formatted(name));
      all.add("http://host/x?page=2&%s=hunt3r s3cret".formatted(name));
      all.add("http://host/x#%s=s3cret&y=1".formatted(name));
    }
    all.add("ftp://s3cret@host");
    return all;
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void noFormOfAnAddressGivesItsPasswordAway(String address) throws IOException {
    var config =
        ConfigFactory.parseString("mlflow.tracking-uri = " + ConfigUtil.quoteString(address));
    List<String> shown = new ArrayList<>();
    shown.add(Redaction.of(config).root().render());
    shown.add(Redaction.of(List.of("mlflow.tracking-uri=" + address)).get(0));
    shown.add(Redaction.value(address));
    Path file = folder.resolve("x.conf");
    for (String text :
        List.of(
            "mlflow.tracking-uri = 5\nmlflow.tracking-uri { a = "
                + ConfigUtil.quoteString(address)
                + " }",
            "name = " + ConfigUtil.quoteString(address),
            "seeds = " + ConfigUtil.quoteString(address),
            "seeds = [" + ConfigUtil.quoteString(address) + "]",
            "nmae = " + ConfigUtil.quoteString(address))) {
      Files.writeString(file, text);
      shown.add(problems(file));
    }
    Files.writeString(file, "");
    shown.add(problems(file, "seeds=" + address));
    shown.add(problems(file, "seeds=\"" + address));
    shown.add(problems(file, "=" + address));
    shown.add(problems(file, address));
    assertThat(shown)
        .allSatisfy(text -> assertThat(text).doesNotContain("s3cret").doesNotContain("hunt3r"));
  }

  private static String problems(Path file, String... overrides) {
    ConfException thrown =
        catchThrowableOfType(
            ConfException.class,
            () ->
                ConfigFile.load(file, List.of(overrides))
                    .read(root -> root.text("name") + root.integers("seeds", 0, 9)));
    return thrown == null ? "" : String.valueOf(thrown.getMessage());
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatIsNoSecretStays(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  static Stream<String> harmless() {
    return Stream.of(
        "results/a: no such file",
        "see https://host:5000/x, or write to me@example.org",
        "x.conf:3: data.root = \"/data/me@corp/x\" is not a folder",
        "https://host/x?page=2&size=3#top",
        "tokens-per-image = 4, keys = 3",
        "git@example.org:user/repo");
  }

  @Test
  void headersAndSettingsInATextAreHidden() {
    assertThat(Redaction.of("Authorization: Basic dTpw, then"))
        .isEqualTo("Authorization: *** then");
    assertThat(Redaction.of("{\"authorization\":\"Bearer abcdef.ghi\"}")).doesNotContain("ghi");
    assertThat(Redaction.of("sent Bearer abcdefgh to x")).isEqualTo("sent Bearer *** to x");
    assertThat(Redaction.of("api_key=s3cret token: s3cret password = \"a s3cret\""))
        .isEqualTo("api_key=*** token: *** password = ***");
  }

  /** Whoever looks at each place of a text for all that may follow needs minutes for these. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void longTextsTakeNoLongerThanTheirLength() {
    for (String piece : List.of("y", "a-", "a.b", "x;", "/y")) {
      String text = piece.repeat(200_000);
      assertThat(Redaction.of(text)).isEqualTo(text);
    }
    assertThat(Redaction.of("y".repeat(200_000) + " http://me:s3cret@host"))
        .endsWith(" http://host");
  }

  @Test
  void whatATerminalActsUponIsWrittenOut() {
    assertThat(Printable.of("a\u001b[2Jb\u0007\n\tc\u202e"))
        .isEqualTo("a\\u001b[2Jb\\u0007\n\tc\\u202e");
    assertThat(Printable.message("short\n" + "x".repeat(5_000_000)))
        .hasSizeLessThan(3000)
        .endsWith("... (5000000 characters)");
  }
}
