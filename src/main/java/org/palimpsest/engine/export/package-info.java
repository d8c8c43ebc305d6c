/** Models for other programs, in formats that they read without any class of ours. */
@NullMarked
package org.palimpsest.engine.export;

import org.jspecify.annotations.NullMarked;
