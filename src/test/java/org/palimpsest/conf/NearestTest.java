package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void countsInsertionsDeletionsSubstitutionsAndSwaps() {
    assertThat(Nearest.distance("head", "head")).isZero();
    assertThat(Nearest.distance("haed", "head")).isEqualTo(1);
    assertThat(Nearest.distance("hea", "head")).isEqualTo(1);
    assertThat(Nearest.distance("heads", "head")).isEqualTo(1);
    assertThat(Nearest.distance("heat", "head")).isEqualTo(1);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("SGD", "sgd")).isZero();
  }

  @Test
  void findsAllThatAreEquallyNear() {
    assertThat(Nearest.to("adan", List.of("adam", "adamw", "sgd", "adag")))
        .containsExactly("adag", "adam");
  }

  @Test
  void findsNothingAmongStrangers() {
    assertThat(Nearest.to("momentum", List.of("adam", "sgd"))).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
    assertThat(Nearest.hint("momentum", List.of("adam"))).isEmpty();
  }
}
