/** Few-shot methods: metrics that tell an episode's classes apart. */
@NullMarked
package org.palimpsest.head.fewshot;

import org.jspecify.annotations.NullMarked;
