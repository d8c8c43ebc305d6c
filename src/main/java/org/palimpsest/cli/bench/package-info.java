/**
 * How fast it is: our engines and PyTorch take turns at the same work, so that ratios hold on a
 * busy machine.
 */
@NullMarked
package org.palimpsest.cli.bench;

import org.jspecify.annotations.NullMarked;
