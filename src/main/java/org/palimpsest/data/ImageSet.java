package org.palimpsest.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Digests;
import org.palimpsest.tensor.Require;

/**
 * Labelled images as unsigned bytes, read once and never copied. An image's bytes are laid out
 * {@code [channels, height, width]}, values 0 to 255.
 *
 * <p>A set may hold the same images in several <em>domains</em>, as {@link #inDomains} makes it:
 * image {@code i} of domain {@code d} has the index {@code d * n + i}, with {@code n} images in
 * each. Its bytes are made when they are read, so that twenty domains take no more memory than one.
 */
public final class ImageSet {

  private static final int DIGEST = 32; // bytes of a SHA-256
  private static final int CHUNK = 256; // images digested by a thread at once

  /** Where the bytes of one image after another are. Not for several threads at once. */
  public final class Reader {

    private final byte[] made = new byte[domains.isEmpty() ? 0 : bytesPerImage()];
    private int at;

    private Reader() {}

    /** Goes to an image. */
    public Reader seek(int image) {
      int stored = image % labels.length;
      at = stored * storedBytes;
      if (!domains.isEmpty()) {
        domains.get(image / labels.length).apply(pixels, at, made);
        at = 0;
      }
      return this;
    }

    /** Holds the image's bytes from {@link #at} on, until the next seek; callers only read. */
    @SuppressWarnings("EI_EXPOSE_REP") // copying 150 MB per epoch is what this is there to avoid
    public byte[] bytes() {
      return domains.isEmpty() ? pixels : made;
    }

    /** Position of the image's first byte. */
    public int at() {
      return at;
    }
  }

  private final byte[] pixels;
  private final int[] labels;
  private final int channels;
  private final int height;
  private final int width;
  private final List<String> classNames;

  /** The file of each stored image, relative to the data set's folder; empty if it has none. */
  private final List<String> files;

  /** Bytes of an image as it is stored, which may be smaller than what a domain makes of it. */
  private final int storedBytes;

  /** Empty if images are as they are stored. */
  private final List<ImageTransform> domains;

  /** SHA-256 of each domain's transform. */
  private final List<byte[]> domainDigests;

  /** The set without domains; itself if it has none. */
  private final ImageSet stored;

  /** SHA-256 of each image, one after another; made when first asked for. */
  private byte @Nullable [] digests;

  /**
   * Takes over both arrays without copying; the caller no longer writes to them.
   *
   * @param pixels {@code [images, channels, height, width]}, unsigned bytes
   * @param labels one per image, in [0, classNames.size())
   * @throws IllegalArgumentException if lengths do not fit or a label is out of range
   */
  public ImageSet(
      byte[] pixels, int[] labels, int channels, int height, int width, List<String> classNames) {
    this(pixels, labels, channels, height, width, classNames, List.of());
  }

  private ImageSet(
      byte[] pixels,
      int[] labels,
      int channels,
      int height,
      int width,
      List<String> classNames,
      List<String> files) {
    Require.atLeast(1, channels, "channels");
    Require.atLeast(1, height, "height");
    Require.atLeast(1, width, "width");
    if ((long) labels.length * channels * height * width != pixels.length) {
      throw new IllegalArgumentException(
          "%d labels of %dx%dx%d images need %d bytes, got %d"
              .formatted(
                  labels.length,
                  channels,
                  height,
                  width,
                  (long) labels.length * channels * height * width,
                  pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new IllegalArgumentException(
            "image %d has label %d, expected 0 to %d"
                .formatted(i, labels[i], classNames.size() - 1));
      }
    }
    this.pixels = pixels;
    this.labels = labels;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.classNames = List.copyOf(classNames);
    this.files = List.copyOf(files);
    this.storedBytes = channels * height * width;
    this.domains = List.of();
    this.domainDigests = List.of();
    this.stored = this;
  }

  private ImageSet(ImageSet stored, List<ImageTransform> domains) {
    this.pixels = stored.pixels;
    this.labels = stored.labels;
    this.channels = stored.channels;
    this.height = domains.get(0).height();
    this.width = domains.get(0).width();
    this.classNames = stored.classNames;
    this.files = stored.files;
    this.storedBytes = stored.storedBytes;
    this.domains = List.copyOf(domains);
    this.domainDigests = domains.stream().map(ImageTransform::digest).toList();
    this.stored = stored;
  }

  /**
   * These images once in each domain; shares their memory.
   *
   * @param transforms one per domain, at least one, whose results have the same size
   * @throws IllegalArgumentException if they differ in size, if this set has domains already, or if
   *     there are more images than an index can name
   */
  public ImageSet inDomains(List<? extends ImageTransform> transforms) {
    Require.atLeast(1, transforms.size(), "domains");
    if (!domains.isEmpty()) {
      throw new IllegalArgumentException("images in domains cannot be put into domains again");
    }
    for (ImageTransform transform : transforms) {
      if (transform.height() != transforms.get(0).height()
          || transform.width() != transforms.get(0).width()) {
        throw new IllegalArgumentException("images of different domains differ in size");
      }
    }
    if ((long) labels.length * transforms.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d images in %d domains are too many".formatted(labels.length, transforms.size()));
    }
    return new ImageSet(this, List.copyOf(transforms));
  }

  /**
   * These images, each with its file; shares their memory.
   *
   * @param names relative to the data set's folder, parted by {@code /}
   */
  ImageSet ofFiles(List<String> names) {
    if (names.size() != labels.length || !domains.isEmpty()) {
      throw new IllegalArgumentException(
          "%d files of %d images".formatted(names.size(), labels.length));
    }
    return new ImageSet(pixels, labels, channels, height, width, classNames, names);
  }

  /** The file of each image as it is stored; empty if images are no files of their own. */
  public List<String> files() {
    return files;
  }

  /** Number of images, over all domains. */
  public int size() {
    return labels.length * domains();
  }

  /** Number of domains, at least 1. */
  public int domains() {
    return Math.max(1, domains.size());
  }

  /** Number of images in each domain. */
  public int imagesPerDomain() {
    return labels.length;
  }

  /** The images as they are stored, without domains; this set itself if it has none. */
  public ImageSet stored() {
    return stored;
  }

  /** Which of the stored images an image is made of. */
  public int storedImage(int image) {
    return image % labels.length;
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Bytes of one image: {@code channels * height * width}. */
  public int bytesPerImage() {
    return channels * height * width;
  }

  /** Label of one image, in [0, classNames().size()). */
  public int label(int image) {
    return labels[image % labels.length];
  }

  /** Names by label. */
  public List<String> classNames() {
    return classNames;
  }

  /** Reads images one after another; each thread takes its own. */
  public Reader reader() {
    return new Reader();
  }

  /** A copy of one image's bytes, {@code [channels, height, width]}. */
  public byte[] image(int image) {
    Reader reader = reader().seek(image);
    return Arrays.copyOfRange(reader.bytes(), reader.at(), reader.at() + bytesPerImage());
  }

  /**
   * SHA-256 over an image's size and pixels: images of equal digests are the same image, wherever
   * they come from. All digests are made at once, on all processors, when the first is asked for.
   * That of an image of a domain is the stored image's, bit by bit unequal to the transform's, so
   * that not every image of every domain has to be made for it.
   *
   * @return 32 bytes, not to be written to
   */
  public ByteBuffer digest(int image) {
    if (stored != this) {
      byte[] made = domainDigests.get(image / labels.length).clone();
      ByteBuffer plain = stored.digest(storedImage(image));
      for (int i = 0; i < DIGEST; i++) {
        made[i] ^= plain.get(i);
      }
      return ByteBuffer.wrap(made).asReadOnlyBuffer();
    }
    return ByteBuffer.wrap(digests(), image * DIGEST, DIGEST).slice().asReadOnlyBuffer();
  }

  private synchronized byte[] digests() {
    if (digests == null) {
      byte[] all = new byte[size() * DIGEST];
      byte[] head = ByteBuffer.allocate(12).putInt(channels).putInt(height).putInt(width).array();
      IntStream.range(0, (size() + CHUNK - 1) / CHUNK)
          .parallel()
          .forEach(
              chunk -> {
                MessageDigest sha256 = Digests.sha256();
                Reader reader = reader();
                for (int i = chunk * CHUNK; i < Math.min(size(), (chunk + 1) * CHUNK); i++) {
                  reader.seek(i);
                  sha256.update(head);
                  sha256.update(reader.bytes(), reader.at(), bytesPerImage());
                  System.arraycopy(sha256.digest(), 0, all, i * DIGEST, DIGEST);
                }
              });
      digests = all;
    }
    return digests;
  }

  /** Indices of the images with this label, ascending. */
  public int[] imagesOf(int label) {
    int[] found = new int[size()];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      if (label(i) == label) {
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }
}
