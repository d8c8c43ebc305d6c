package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateMlflowTest {

  @TempDir private Path temporary;

  private PrivateMlflow with(String python) {
    return new PrivateMlflow(
        temporary.resolve("cache/mlflow"),
        Map.of("PALIMPSEST_PYTHON", python, "PATH", System.getenv().getOrDefault("PATH", "")));
  }

  @Test
  void saysWhatToInstallWhereThereIsNoPython() {
    assertThatThrownBy(() -> with("/no/such/python").python(line -> {}))
        .isInstanceOf(MlflowUnavailableException.class)
        .hasMessageContaining("/no/such/python")
        .hasMessageContaining("apt install python3 python3-venv")
        .hasMessageContaining("PALIMPSEST_PYTHON");
  }

  @Test
  void refusesAPythonThatIsTooOldOrCannotMakeEnvironments() throws IOException {
    String old = script("python-old", "exit 1");
    assertThatThrownBy(() -> with(old).python(line -> {}))
        .isInstanceOf(MlflowUnavailableException.class)
        .hasMessageContaining("3.10 or newer");
  }

  @Test
  void installsOnceWithProgressAndRemembersOnlySuccess() throws IOException {
    // A Python whose environments hold a copy of itself, and whose pip obeys a file.
    String python =
        script(
            "python",
            """
            case "$*" in
              "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
              "-m pip install "*)
                echo "Collecting mlflow"
                echo "noise"
                if [ -e %1$s/broken ]; then
                  echo "no route to http://me:secret@index"; exit 3
                fi
                echo installed >> %1$s/installs ;;
            esac
            """
                .formatted(temporary));
    Files.createFile(temporary.resolve("broken"));
    assertThatThrownBy(() -> with(python).python(line -> {}))
        .isInstanceOf(MlflowUnavailableException.class)
        .hasMessageContaining("mlflow==" + PrivateMlflow.VERSION)
        .hasMessageContaining("status 3")
        .hasMessageContaining("no route to http://index");

    Files.delete(temporary.resolve("broken"));
    List<String> progress = new ArrayList<>();
    Path installed = with(python).python(progress::add);
    assertThat(installed).isExecutable();
    assertThat(progress).hasSize(3).element(1).isEqualTo("  Collecting mlflow");

    assertThat(with("/no/such/python").python(line -> {})).isEqualTo(installed);
    assertThat(temporary.resolve("installs")).hasContent("installed");
  }

  private String script(String name, String body) throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
