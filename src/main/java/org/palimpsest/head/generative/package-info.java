/** Small networks that give back and make up images or features, and heads made of them. */
@NullMarked
package org.palimpsest.head.generative;

import org.jspecify.annotations.NullMarked;
