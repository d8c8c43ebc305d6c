package org.palimpsest.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.Recorder;
import org.palimpsest.experiment.RunInfo;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens; while a run is at work, everything that is logged goes into its folder as
 * well. What cannot be written there costs the log, never the run.
 */
final class RunLog implements Recorder, AutoCloseable {

  static final String NAME = "run.log";

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private @Nullable FileAppender<ILoggingEvent> appender;

  @Override
  public void record(Event event) {
    if (event instanceof Event.RunStarted started) {
      open(started.run());
      LOG.info("{} started", started.run().id());
      LOG.info("{}", started.provenance());
    } else if (event instanceof Event.RunResumed resumed) {
      open(resumed.run());
      LOG.info("{} goes on at {}", resumed.run().id(), resumed.next());
      LOG.info("{}", resumed.provenance());
    } else if (event instanceof Event.RunFinished finished) {
      LOG.info("{} finished: {}", finished.run().id(), finished.summary().finals());
      close();
    } else if (event instanceof Event.RunStopped stopped) {
      LOG.info("{} stopped: {}", stopped.run().id(), stopped.failure().orElse("by the user"));
      close();
    } else if (event instanceof Event.BlockFinished block) {
      LOG.info(
          "session {}, {}: block {} of {}{}: {}",
          block.place().session(),
          block.place().stage(),
          block.block() + 1,
          block.blocks(),
          block.reused() ? ", taken over" : "",
          block.result().measures());
    } else if (event instanceof Event.SessionFinished session) {
      LOG.info("session {}: {}", session.result().session(), session.result().metrics());
    } else if (event instanceof Event.StepDone step) {
      LOG.debug(
          "session {}, {}: block {}, step {} of {}",
          step.place().session(),
          step.place().stage(),
          step.block() + 1,
          step.step(),
          step.steps());
    } else {
      LOG.debug("{}", name(event));
    }
  }

  private static String name(Event event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private void open(RunInfo run) {
    close();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RedactedEncoder encoder = new RedactedEncoder();
    encoder.setContext(context);
    encoder.setPattern(Logs.PATTERN);
    encoder.start();
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    file.setContext(context);
    file.setFile(run.folder().resolve(NAME).toString());
    file.setEncoder(encoder);
    file.start();
    root(context).addAppender(file);
    appender = file;
  }

  @Override
  public void close() {
    if (appender != null) {
      root((LoggerContext) LoggerFactory.getILoggerFactory()).detachAppender(appender);
      appender.stop();
      appender = null;
    }
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME);
  }
}
