/** Few-shot methods: their presets. */
@NullMarked
package org.palimpsest.method.fewshot;

import org.jspecify.annotations.NullMarked;
