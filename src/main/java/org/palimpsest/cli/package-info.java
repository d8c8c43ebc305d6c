/** The commands, their exit codes and the wiring of everything else. */
@NullMarked
package org.palimpsest.cli;

import org.jspecify.annotations.NullMarked;
