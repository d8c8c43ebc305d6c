package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentedKeyTest {

  @Test
  void keysStandInTheirOrderWithWhatIsSaidOfThem() {
    assertThat(
            DocumentedKey.of(
                "learner.ewc",
                """
                # Of the pull, 0 or more.
                # [EWC]
                strength = 1000
                weakness = 1
                # Of the layers.
                inner {
                  name = null
                  widths = [2, 3]   # units
                }
                """))
        .containsExactly(
            new DocumentedKey(
                "learner.ewc.strength", "1000", List.of("Of the pull, 0 or more.", "[EWC]")),
            new DocumentedKey(
                "learner.ewc.weakness", "1", List.of("Of the pull, 0 or more.", "[EWC]")),
            new DocumentedKey("learner.ewc.inner.name", "null", List.of("Of the layers.")),
            new DocumentedKey("learner.ewc.inner.widths", "[2,3]", List.of("units")));
  }

  @Test
  void aKeyIsFoundByItsNameOrWhatIsSaidOfIt() {
    List<DocumentedKey> all = DocumentedKey.defaults();
    assertThat(all.get(0).path()).isEqualTo("name");
    assertThat(all.stream().filter(key -> key.tells("BASE-CLASSES")).map(DocumentedKey::path))
        .containsExactly("benchmark.base-classes");
    assertThat(all.stream().filter(key -> key.tells("seed-1993")).map(DocumentedKey::path))
        .containsExactly("benchmark.class-order");
    assertThat(all).allSatisfy(key -> assertThat(key.comment()).as(key.path()).isNotEmpty());
    assertThat(all).noneMatch(key -> key.tells("no such word anywhere"));
  }
}
