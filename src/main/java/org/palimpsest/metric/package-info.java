/** The accuracy matrix and every metric that is computed from it. */
@NullMarked
package org.palimpsest.metric;

import org.jspecify.annotations.NullMarked;
