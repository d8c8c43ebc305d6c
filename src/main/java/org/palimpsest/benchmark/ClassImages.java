package org.palimpsest.benchmark;

/**
 * Image indices of one class.
 *
 * @param classNumber its position in the class order
 * @param train into the training images, ascending
 * @param validation into the training images, ascending
 * @param test into the test images, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // plain index arrays; compared by nobody
record ClassImages(int classNumber, int[] train, int[] validation, int[] test) {

  ClassImages(int[] train, int[] validation) {
    this(-1, train, validation, new int[0]);
  }

  ClassImages withTest(int number, int[] images) {
    return new ClassImages(number, train, validation, images);
  }
}
