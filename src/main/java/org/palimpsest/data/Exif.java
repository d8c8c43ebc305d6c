package org.palimpsest.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Which way up a picture is, as cameras note it. */
final class Exif {

  /** As it is stored. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int LARGEST = 8;

  private Exif() {}

  /**
   * Reads the orientation of a TIFF structure, 1 to 8.
   *
   * <p>Source: CIPA DC-008 (Exif 2.3), tag 0x0112; TIFF 6.0, section 2.
   *
   * @return {@link #UPRIGHT} where it does not say, or is not one
   */
  static int orientation(ByteBuffer tiff) {
    try {
      ByteBuffer block = tiff.duplicate().order(ByteOrder.BIG_ENDIAN);
      int byteOrder = block.getShort(0);
      block.order(byteOrder == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = block.getInt(4);
      int entries = block.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if ((block.getShort(entry) & 0xffff) == ORIENTATION) {
          int found = block.getShort(entry + 8);
          return found >= UPRIGHT && found <= LARGEST ? found : UPRIGHT;
        }
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return UPRIGHT; // a torn note is no reason to lose the picture
    }
    return UPRIGHT;
  }
}
