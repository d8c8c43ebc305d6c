/**
 * Files that are whole or not there, folders that one process has, digests, and the one JSON
 * mapper.
 */
@NullMarked
package org.palimpsest.disk;

import org.jspecify.annotations.NullMarked;
