package org.palimpsest.data;

import java.nio.file.Path;

/**
 * A file that images were read from, for the provenance of a run.
 *
 * @param path where it is
 * @param bytes its size
 * @param sha256 of its bytes, lower-case hexadecimal, computed while it was read
 * @param asPublished whether it is, by checksum, what the publisher offers; always false for files
 *     that have no publisher, such as a user's own images
 */
public record SourceFile(Path path, long bytes, String sha256, boolean asPublished) {}
