package org.palimpsest.head;

/** Settings of a head, out of which each run makes its own. */
@FunctionalInterface
public interface HeadMaker {

  Head create(HeadShape shape);
}
