package org.palimpsest.data;

/**
 * What is known of a data set before it is loaded.
 *
 * @param trainImages all training images
 * @param testImages all test images
 * @param fewestTrainImages those of the class that has the fewest
 * @param fewestTestImages those of the class that has the fewest
 */
public record DatasetSize(
    int classes,
    int channels,
    int height,
    int width,
    int trainImages,
    int testImages,
    int fewestTrainImages,
    int fewestTestImages) {}
