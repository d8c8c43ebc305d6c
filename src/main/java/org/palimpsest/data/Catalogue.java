package org.palimpsest.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.data.CifarFormat.Part;

/**
 * The data sets known by name: sizes, checksums, addresses and the field's normalisation. SHA-256
 * values are those that several independent loaders state for the publishers' files; CIFAR's
 * publisher itself gives MD5 only.
 */
final class Catalogue {

  private static final String TORONTO = "https://www.cs.toronto.edu/~kriz/";

  /** The site of MNIST's authors no longer serves the files; these two mirrors are what is used. */
  private static final List<String> MNIST_SITES =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/");

  private static final List<String> FASHION_SITES =
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");

  private static final CifarFormat CIFAR10_FORMAT =
      new CifarFormat(
          new PublishedFile(
              "cifar-10-binary.tar.gz",
              170_052_171,
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
              List.of(URI.create(TORONTO + "cifar-10-binary.tar.gz"))),
          "cifar-10-batches-bin",
          1,
          "batches.meta.txt",
          10,
          List.of(
              new Part(
                  "data_batch_1.bin",
                  10_000,
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              new Part(
                  "data_batch_2.bin",
                  10_000,
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              new Part(
                  "data_batch_3.bin",
                  10_000,
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              new Part(
                  "data_batch_4.bin",
                  10_000,
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              new Part(
                  "data_batch_5.bin",
                  10_000,
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add")),
          List.of(
              new Part(
                  "test_batch.bin",
                  10_000,
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616)),
          Optional.of(
              new CifarPickles("cifar-10-batches-py", "batches.meta", "labels", "label_names")),
          Optional.empty());

  private static final DatasetSize CIFAR100_SIZE =
      new DatasetSize(100, 3, 32, 32, 50_000, 10_000, 500, 100);

  private static final CifarFormat CIFAR100_FORMAT =
      new CifarFormat(
          new PublishedFile(
              "cifar-100-binary.tar.gz",
              168_513_733,
              "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
              List.of(URI.create(TORONTO + "cifar-100-binary.tar.gz"))),
          "cifar-100-binary",
          2,
          "fine_label_names.txt",
          100,
          List.of(
              new Part(
                  "train.bin",
                  50_000,
                  "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29")),
          List.of(
              new Part(
                  "test.bin",
                  10_000,
                  "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a")),
          new Normalization(List.of(0.507, 0.487, 0.441), List.of(0.267, 0.256, 0.276)),
          Optional.of(
              new CifarPickles("cifar-100-python", "meta", "fine_labels", "fine_label_names")),
          Optional.of("cifar100-superclasses"));

  private static final IdxFormat MNIST_FORMAT =
      new IdxFormat(
          List.of("mnist", "MNIST/raw"),
          idx(
              "mnist/train-images-idx3-ubyte.gz",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              MNIST_SITES),
          idx(
              "mnist/train-labels-idx1-ubyte.gz",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              MNIST_SITES),
          idx(
              "mnist/t10k-images-idx3-ubyte.gz",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              MNIST_SITES),
          idx(
              "mnist/t10k-labels-idx1-ubyte.gz",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
              MNIST_SITES),
          60_000,
          10_000,
          28,
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          new Normalization(List.of(0.1307), List.of(0.3081)));

  private static final IdxFormat FASHION_FORMAT =
      new IdxFormat(
          List.of("fashion-mnist", "FashionMNIST/raw"),
          idx(
              "fashion-mnist/train-images-idx3-ubyte.gz",
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              FASHION_SITES),
          idx(
              "fashion-mnist/train-labels-idx1-ubyte.gz",
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              FASHION_SITES),
          idx(
              "fashion-mnist/t10k-images-idx3-ubyte.gz",
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              FASHION_SITES),
          idx(
              "fashion-mnist/t10k-labels-idx1-ubyte.gz",
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
              FASHION_SITES),
          60_000,
          10_000,
          28,
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          new Normalization(List.of(0.2860), List.of(0.3530)));

  static final List<DatasetEntry> ALL =
      List.of(
          new DatasetEntry(
              "digits",
              "handwritten digits, 8x8, part of the program (UCI, CC BY 4.0)",
              Optional.of(new DatasetSize(10, 1, 8, 8, 1437, 360, 138, 36)),
              new DigitsFormat()),
          new DatasetEntry(
              "cifar10",
              "colour photographs, 32x32, 10 classes (Krizhevsky 2009)",
              Optional.of(new DatasetSize(10, 3, 32, 32, 50_000, 10_000, 5_000, 1_000)),
              CIFAR10_FORMAT),
          new DatasetEntry(
                  "cifar100",
                  "colour photographs, 32x32, 100 fine classes (Krizhevsky 2009)",
                  Optional.of(CIFAR100_SIZE),
                  CIFAR100_FORMAT)
              .splitAs(PublishedSplit.CIFAR_FS, PublishedSplit.FC100),
          new DatasetEntry(
              "mnist",
              "handwritten digits, 28x28 (LeCun, Cortes and Burges)",
              Optional.of(new DatasetSize(10, 1, 28, 28, 60_000, 10_000, 5_421, 892)),
              MNIST_FORMAT),
          new DatasetEntry(
              "fashion-mnist",
              "articles of clothing, 28x28 (Zalando Research, MIT licence)",
              Optional.of(new DatasetSize(10, 1, 28, 28, 60_000, 10_000, 6_000, 1_000)),
              FASHION_FORMAT),
          DatasetEntry.drawings(
              "omniglot",
              "handwritten characters, 28x28, 20 drawings a class (Lake et al., MIT licence)",
              OmniglotFormat::new,
              PublishedSplit.VINYALS,
              PublishedSplit.LAKE,
              PublishedSplit.LAKE_VALIDATION,
              PublishedSplit.KOCH),
          DatasetEntry.cut(
              CIFAR100_FORMAT,
              CIFAR100_SIZE,
              "cifar-fs",
              "CIFAR-100 for few-shot learning, 64/16/20 classes (Bertinetto et al. 2019)",
              PublishedSplit.CIFAR_FS),
          DatasetEntry.cut(
              CIFAR100_FORMAT,
              CIFAR100_SIZE,
              "fc100",
              "CIFAR-100 for few-shot learning, 60/20/20 classes (Oreshkin et al. 2018)",
              PublishedSplit.FC100));

  private Catalogue() {}

  private static IdxFormat.Part idx(
      String path, long bytes, String sha256, String contentSha256, List<String> sites) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    List<URI> from = sites.stream().map(site -> URI.create(site + name)).toList();
    return new IdxFormat.Part(new PublishedFile(path, bytes, sha256, from), contentSha256);
  }
}
