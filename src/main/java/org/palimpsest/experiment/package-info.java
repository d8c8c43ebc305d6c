/** The only loop over seeds and sessions: learn, evaluate, record, checkpoint. */
@NullMarked
package org.palimpsest.experiment;

import org.jspecify.annotations.NullMarked;
