/** What a run leaves: its folder, its journal and its console lines. */
@NullMarked
package org.palimpsest.record;

import org.jspecify.annotations.NullMarked;
