package org.palimpsest.experiment;

/** Is told what happens; changes nothing about it. */
@FunctionalInterface
public interface Recorder {

  /** Called on the run's own thread; quick, and throws nothing on account of what it shows. */
  void record(Event event);
}
