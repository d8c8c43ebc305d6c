/** Images as unsigned bytes, one reader per format, download, verification and augmentation. */
@NullMarked
package org.palimpsest.data;

import org.jspecify.annotations.NullMarked;
