package org.palimpsest.data;

import java.util.List;

/**
 * What a data set turned out to be when all of it was read and checked.
 *
 * @param sha256 over everything that was read; see {@link Dataset#sha256()}
 * @param sources the files, each with its checksum and whether it is the publisher's
 * @param notes what a person should know; empty if everything is as published
 */
public record Verification(
    String name,
    int classes,
    int trainImages,
    int testImages,
    int channels,
    int height,
    int width,
    String sha256,
    List<SourceFile> sources,
    List<String> notes) {

  static Verification of(LoadedDataset loaded) {
    Dataset dataset = loaded.dataset();
    ImageSet train = dataset.train();
    return new Verification(
        dataset.name(),
        dataset.classes(),
        train.size(),
        dataset.test().size(),
        train.channels(),
        train.height(),
        train.width(),
        dataset.sha256(),
        loaded.sources(),
        loaded.notes());
  }
}
