package org.palimpsest.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a data set turned out to be when all of it was read and checked.
 *
 * @param shape of an image, channels first, such as {@code 3x32x32}; of many sizes the extremes
 * @param sha256 over everything that was read; see {@link Dataset#sha256()}
 * @param sources the files, each with its checksum and whether it is the publisher's
 * @param notes what a person should know; empty if everything is as published
 */
public record Verification(
    String name,
    int classes,
    int trainImages,
    int testImages,
    String shape,
    String sha256,
    List<SourceFile> sources,
    List<String> notes) {

  static Verification of(LoadedDataset loaded) {
    ImageSet train = loaded.dataset().train();
    String size = "%sx%s".formatted(train.height(), train.width());
    return of(loaded, List.of(size), loaded.notes());
  }

  /** Of images that have not one size. */
  static Verification ofMany(LoadedDataset loaded, List<String> sizes) {
    List<String> notes = new ArrayList<>(loaded.notes());
    notes.add(
        "the images have not one size; to learn from them, benchmark.dataset.image-size = N brings"
            + " all to N x N");
    return of(loaded, sizes, notes);
  }

  private static Verification of(LoadedDataset loaded, List<String> sizes, List<String> notes) {
    Dataset dataset = loaded.dataset();
    int channels = dataset.train().channels();
    return new Verification(
        dataset.name(),
        dataset.classes(),
        dataset.train().size(),
        dataset.test().size(),
        sizes.stream().map(size -> channels + "x" + size).collect(Collectors.joining(" to ")),
        dataset.sha256(),
        loaded.sources(),
        notes);
  }
}
