/** Class orders, sessions, episodes and the audit that keeps them apart. */
@NullMarked
package org.palimpsest.benchmark;

import org.jspecify.annotations.NullMarked;
