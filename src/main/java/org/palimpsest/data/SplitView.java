package org.palimpsest.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.ClassSplit.Role;

/**
 * A data set cut by classes instead of by images: what its publisher calls training and test images
 * of a class is put together, and goes where the class goes. Images of background and validation
 * classes become the training images, those of test classes the test images.
 */
public final class SplitView {

  /** An image of the whole data set. */
  private record Found(ImageSet images, int index) {}

  private final Dataset whole;
  private final ClassLists lists;
  private final ClassSplit split;
  private final List<String> classNames;

  private SplitView(Dataset whole, ClassLists lists) {
    this.whole = whole;
    this.lists = lists;
    this.classNames = whole.train().classNames();
    this.split = lists.resolve(whole.name(), classNames, whole.groups());
  }

  /**
   * Cuts a data set. The normalisation is that of the background images, unless the data set has
   * none: statistics of test classes belong to what a learner does not know yet.
   *
   * @throws DataException if the lists do not fit the data set, or a class has no image that is
   *     used
   */
  public static Dataset of(Dataset whole, ClassLists lists) {
    return new SplitView(whole, lists).dataset();
  }

  private Dataset dataset() {
    Map<String, Role> roles = new HashMap<>();
    for (Role role : Role.values()) {
      split.of(role).forEach(name -> roles.put(name, role));
    }
    Map<Role, List<Found>> found = found(roles);
    List<Found> learnt = new ArrayList<>(found.getOrDefault(Role.BACKGROUND, List.of()));
    int background = learnt.size();
    learnt.addAll(found.getOrDefault(Role.VALIDATION, List.of()));
    ImageSet train = images(learnt);
    boolean plain = whole.normalization().equals(Normalization.identity(train.channels()));
    return new Dataset(
        whole.name(),
        train,
        images(found.getOrDefault(Role.TEST, List.of())),
        plain ? whole.normalization() : Normalization.of(train, background),
        new ContentDigest().add(whole.sha256()).add(lists.sha256()).hex(),
        whole.leftOut(),
        Optional.of(split),
        whole.groups());
  }

  private Map<Role, List<Found>> found(Map<String, Role> roles) {
    Map<Role, List<Found>> found = new EnumMap<>(Role.class);
    int[] position = new int[classNames.size()];
    int[] used = new int[classNames.size()];
    for (ImageSet images : List.of(whole.train(), whole.test())) {
      for (int i = 0; i < images.size(); i++) {
        int label = images.label(i);
        Role role = roles.get(classNames.get(label));
        if (role != null && lists.uses(role, position[label]++)) {
          found.computeIfAbsent(role, r -> new ArrayList<>()).add(new Found(images, i));
          used[label]++;
        }
      }
    }
    for (int label = 0; label < used.length; label++) {
      Role role = roles.get(classNames.get(label));
      if (role != null && used[label] == 0) {
        throw new DataException(
            "the split of " + whole.name(),
            "no image of the %s class %s".formatted(role.text(), classNames.get(label)),
            "at least one");
      }
    }
    return found;
  }

  private ImageSet images(List<Found> found) {
    ImageSet like = whole.train();
    int bytes = like.bytesPerImage();
    if ((long) found.size() * bytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          whole.name(),
          "%,d images of %,d bytes".formatted(found.size(), bytes),
          "at most 2 GiB of pixels in a split; a smaller image-size helps");
    }
    byte[] pixels = new byte[found.size() * bytes];
    int[] labels = new int[found.size()];
    for (int i = 0; i < labels.length; i++) {
      Found image = found.get(i);
      ImageSet.Reader reader = image.images().reader().seek(image.index());
      System.arraycopy(reader.bytes(), reader.at(), pixels, i * bytes, bytes);
      labels[i] = image.images().label(image.index());
    }
    return new ImageSet(pixels, labels, like.channels(), like.height(), like.width(), classNames);
  }
}
