/** What trains: architectures, networks and optimisers, free of any one library. */
@NullMarked
package org.palimpsest.engine;

import org.jspecify.annotations.NullMarked;
