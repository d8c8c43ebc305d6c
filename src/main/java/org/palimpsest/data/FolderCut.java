package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Map;
import org.palimpsest.data.ClassSplit.Role;

/** How a folder of images says itself which classes are for what. */
public sealed interface FolderCut {

  /** By three folders, each with a folder of images per class. */
  record ThreeFolders() implements FolderCut {}

  /**
   * By lists of images and their classes.
   *
   * @param files by what the classes in them are for, columns {@code filename,label}
   */
  record ImageLists(Map<Role, Path> files) implements FolderCut {
    public ImageLists {
      files = Map.copyOf(files);
    }
  }
}
