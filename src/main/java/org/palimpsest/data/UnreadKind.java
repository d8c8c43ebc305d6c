package org.palimpsest.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Kinds of photographs that telephones and web sites give people and that nothing here decodes:
 * named as what they are, lest they seem to be no pictures at all.
 */
final class UnreadKind {

  /** All of them, for people. */
  static final String NAMES = "HEIC, HEIF or AVIF";

  /** What to do about one. */
  static final String ADVICE = "which is not read here: convert it to JPEG or PNG";

  private static final Map<String, String> BY_EXTENSION =
      Map.of(".heic", "HEIC", ".heif", "HEIF", ".hif", "HEIF", ".avif", "AVIF");

  /** Brands in a file's first box, the particular ones first; see ISO/IEC 23008-12 and AVIF. */
  private static final List<Map.Entry<String, String>> BY_BRAND =
      List.of(
          Map.entry("avif", "AVIF"),
          Map.entry("avis", "AVIF"),
          Map.entry("heic", "HEIC"),
          Map.entry("heix", "HEIC"),
          Map.entry("heim", "HEIC"),
          Map.entry("heis", "HEIC"),
          Map.entry("hevc", "HEIC"),
          Map.entry("hevx", "HEIC"),
          Map.entry("mif1", "HEIF"),
          Map.entry("msf1", "HEIF"));

  /** Where the brands end in files that people have. */
  private static final int LONGEST_BOX = 64;

  private UnreadKind() {}

  /** Whether a file's name is that of such a picture. */
  static boolean isNamed(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.keySet().stream().anyMatch(name::endsWith);
  }

  /** Which of them a file is by its content; empty if none. */
  static Optional<String> of(byte[] file) {
    int end = Math.min(LONGEST_BOX, file.length);
    String start = new String(file, 0, end, StandardCharsets.ISO_8859_1);
    if (end < 12 || !start.startsWith("ftyp", 4)) {
      return Optional.empty();
    }
    int box = Math.max(12, Math.min(end, start.charAt(2) * 256 + start.charAt(3)));
    String brands = start.substring(8, box);
    return BY_BRAND.stream()
        .filter(brand -> brands.contains(brand.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
