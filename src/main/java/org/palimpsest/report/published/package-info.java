/** Published numbers beside ours: whether they agree, as tables. */
@NullMarked
package org.palimpsest.report.published;

import org.jspecify.annotations.NullMarked;
