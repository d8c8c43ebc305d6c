package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.palimpsest.experiment.provenance.SourceCheckout;
import picocli.CommandLine.IVersionProvider;

/** The program's version and the commit it was built from. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("the build did not pack build.properties");
      }
      build.load(in);
    }
    String commit =
        SourceCheckout.commit()
            .map(c -> ", commit " + c.id() + (c.dirty() ? " with changes" : ""))
            .orElse("");
    String java = System.getProperty("java.version", "?");
    return new String[] {
      "palimpsest %s%s (Java %s)".formatted(build.getProperty("version"), commit, java)
    };
  }
}
