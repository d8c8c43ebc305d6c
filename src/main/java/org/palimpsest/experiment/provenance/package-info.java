/** Where a run's numbers come from, and what must not be told about it. */
@NullMarked
package org.palimpsest.experiment.provenance;

import org.jspecify.annotations.NullMarked;
