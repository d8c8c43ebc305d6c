package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowLimitsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session/accuracy_seen",
        "train/base_loss",
        "a:b c.d-e_f",
        "пример/точность",
        "精度",
        "a/.b/..c"
      })
  void leavesAKeyThatFits(String key) {
    assertThat(MlflowLimits.key(key)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a//b",
        "/a",
        "a/",
        ".",
        "..",
        "a/../b",
        "a/./b",
        "acc@1",
        "50%",
        "\n",
        "a\tb",
        "\uD83D\uDE00",
        "\uD800",
        "e\u0301"
      })
  void altersAKeyThatDoesNotFitIntoOneThatDoes(String key) {
    String altered = MlflowLimits.key(key);
    assertThat(altered).isNotEqualTo(key).matches("(?U)[/\\w.\\- :]+");
    assertThat(List.of(altered.split("/", -1))).doesNotContain("", ".", "..");
    assertThat(MlflowLimits.key(altered)).as("what was altered fits").isEqualTo(altered);
  }

  @Test
  void keepsKeysApartThatWouldBecomeTheSame() {
    assertThat(List.of("a@b", "a#b", "a_b", "a%b").stream().map(MlflowLimits::key).distinct())
        .hasSize(4);
    String long1 = "k".repeat(250) + "1";
    String long2 = "k".repeat(250) + "2";
    assertThat(MlflowLimits.key(long1)).hasSize(250).isNotEqualTo(MlflowLimits.key(long2));
  }

  @Test
  void countsCharactersAsPythonDoes() {
    String face = "\uD83D\uDE00";
    String fits = face.repeat(6000);
    assertThat(MlflowLimits.value(fits, 6000, "x")).isEqualTo(fits);
    String cut = MlflowLimits.value(fits + "!", 6000, "x");
    assertThat(cut.codePointCount(0, cut.length())).isEqualTo(6000);
    assertThat(cut).startsWith(face).endsWith(" ... [cut: 6001 characters; whole in x]");
  }

  @Test
  void replacesWhatNoDatabaseHolds() {
    assertThat(MlflowLimits.value("a\0b\uD800c", 100, "x")).isEqualTo("a\uFFFDb\uFFFDc");
  }

  @Test
  void hidesPasswordsInAddresses() {
    assertThat(MlflowLimits.value("see http://me:secret@host/x", 100, "x"))
        .isEqualTo("see http://host/x");
  }

  @Test
  void altersFileNamesThatTheServerWouldMisread() {
    assertThat(MlflowLimits.artifactPath("plots/a b.png")).isEqualTo("plots/a b.png");
    assertThat(MlflowLimits.artifactPath("plots/50%25.png"))
        .matches("plots/50_25-[0-9a-f]{8}\\.png");
    assertThat(MlflowLimits.artifactPath("a#b")).matches("a_b-[0-9a-f]{8}");
  }
}
