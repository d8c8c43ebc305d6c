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
                echo "  Downloading mlflow-3.17.2-py3-none-any.whl.metadata (40 kB)"
                echo "Downloading mlflow-3.17.2-py3-none-any.whl (10.5 MB)"
                echo "  Using cached pyarrow-23.0-cp312-manylinux_2_28_x86_64.whl (47.6 MB)"
                echo "Downloading noise"
                echo "Installing collected packages: pyarrow, mlflow"
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
    List<String> lines = new ArrayList<>();
    List<String> packages = new ArrayList<>();
    Path installed =
        with(python)
            .python(
                new PrivateMlflow.Installation() {
                  @Override
                  public void line(String text) {
                    lines.add(text);
                  }

                  @Override
                  public void at(String what, int megabytes, int total) {
                    packages.add("%s %d/%d".formatted(what, megabytes, total));
                  }
                });
    assertThat(installed).isExecutable();
    assertThat(lines).hasSize(2);
    assertThat(packages)
        .containsExactly("mlflow 0/183", "mlflow 10/183", "pyarrow 58/183", "unpacking 183/183");

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
