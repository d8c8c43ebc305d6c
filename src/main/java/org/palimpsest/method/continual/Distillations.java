package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** Methods that ask the model as it was before the session what it makes of the new images. */
final class Distillations {

  static final Preset LWF =
      new Preset(
          "lwf",
          "Li and Hoiem, ECCV 2016: T = 2, lambda_o = 1",
          """
          learner { head = linear, terms = [lwf], lwf { weight = 1.0, temperature = 2.0 } }
          """);

  static final Preset LUCIR =
      new Preset(
          "lucir-distillation",
          "Hou et al., CVPR 2019, the less-forget loss alone: lambda_base = 5 on CIFAR-100",
          """
          learner {
            head = cosine, terms = [feature-distillation]
            feature-distillation { weight = 5.0, adaptive = true }
          }
          """);

  static final Preset EBLL =
      new Preset(
          "ebll",
          "Rannen et al., \"Encoder Based Lifelong Learning\", ICCV 2017: LwF with T = 2 and a code"
              + " distance of 100 codes a session",
          """
          learner {
            head = linear, terms = [lwf, code-distance]
            lwf { weight = 1.0, temperature = 2.0 }
            code-distance.codes = 100
          }
          """);

  private Distillations() {}
}
