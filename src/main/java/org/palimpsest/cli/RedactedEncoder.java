package org.palimpsest.cli;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import org.palimpsest.conf.Redaction;

/** Writes log lines, and stack traces, without passwords. Logback makes it by its name. */
public final class RedactedEncoder extends PatternLayoutEncoder {

  @Override
  public byte[] encode(ILoggingEvent event) {
    return Redaction.of(getLayout().doLayout(event)).getBytes(StandardCharsets.UTF_8);
  }
}
