package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How a folder of class folders is read.
 *
 * @param order of classes, which gives them their labels, and of a class's files
 * @param subfolders what folders within class folders are
 */
public record FolderLayout(Order order, Subfolders subfolders) {

  /** Natural order; what lies in subfolders is left out, and said. */
  public static final FolderLayout USUAL = new FolderLayout(Order.NATURAL, Subfolders.LEAVE_OUT);

  /** How names are sorted. */
  public enum Order {
    /** As people count: {@code class2} before {@code class10}. */
    NATURAL {
      @Override
      int compare(String a, String b) {
        return NaturalOrder.INSTANCE.compare(a, b);
      }
    },

    /** By code points, as torchvision's ImageFolder does: {@code class10} before {@code class2}. */
    TEXT {
      @Override
      int compare(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
      }
    };

    abstract int compare(String a, String b);

    /** Entries of one folder, by their names. */
    Comparator<Path> entries() {
      return (a, b) -> compare(String.valueOf(a.getFileName()), String.valueOf(b.getFileName()));
    }
  }

  /** What a folder within a class folder is. */
  public enum Subfolders {
    /** Not used; how many images lie there is said. */
    LEAVE_OUT,
    /** More images of the class, however deep, as torchvision's ImageFolder has it. */
    IMAGES,
    /** A class of its own, named by its path, such as {@code animals/cat}. */
    CLASSES
  }
}
