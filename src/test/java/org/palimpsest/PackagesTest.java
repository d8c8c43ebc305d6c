package org.palimpsest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. A package that is in the table but not written yet breaks no rule. */
class PackagesTest {

  private static final String ROOT = "org.palimpsest";

  /** Everything but {@code cli}, which wires it all together and may use all of it. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("conf", Set.of()),
          Map.entry("tensor", Set.of()),
          Map.entry("disk", Set.of()),
          Map.entry("metric", Set.of()),
          Map.entry("data", Set.of("tensor", "conf", "disk")),
          Map.entry("benchmark", Set.of("data", "tensor", "conf", "disk")),
          Map.entry("engine", Set.of("tensor")),
          Map.entry("loss", Set.of("engine", "tensor", "benchmark", "conf")),
          Map.entry("head", Set.of("engine", "loss", "tensor", "benchmark", "data", "conf")),
          Map.entry("memory", Set.of("benchmark", "data", "tensor", "conf")),
          Map.entry(
              "method",
              Set.of(
                  "benchmark",
                  "data",
                  "engine",
                  "loss",
                  "head",
                  "memory",
                  "conf",
                  "tensor",
                  "disk")),
          Map.entry(
              "experiment",
              Set.of("method", "benchmark", "data", "engine", "metric", "conf", "tensor", "disk")),
          Map.entry("record", Set.of("experiment", "metric", "method", "tensor", "disk")),
          Map.entry("mlflow", Set.of("record", "conf", "disk")),
          Map.entry("report", Set.of("metric", "record", "disk")),
          Map.entry("sweep", Set.of("experiment", "conf", "record", "tensor", "disk")));

  private static JavaClasses classes = new ClassFileImporter().importClasses();

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyWhatItMay(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), MAY_USE.getOrDefault(name, Set.of()).stream())
            .map(PackagesTest::all)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(all(name))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(classes);
  }

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  @Test
  void everyClassIsInAPackageOfTheTable() {
    String[] known =
        Stream.concat(Stream.of("cli"), packages()).map(PackagesTest::all).toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(classes);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  /** A package may know those within it, and they may know each other, in one direction only. */
  @ParameterizedTest
  @ValueSource(strings = {"report", "experiment", "engine"})
  void thereAreNoCyclesWithin(String name) {
    slices().matching("(%s.%s..)".formatted(ROOT, name)).should().beFreeOfCycles().check(classes);
  }

  /** What trains, and what is added to it, serves every method alike. */
  @Test
  void trainingAndTermsKnowNoMethod() {
    noClasses()
        .that()
        .resideInAnyPackage(all("method.fit"), all("method.term"), all("head"), all("memory"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(all("method.continual"), all("method.fewshot"))
        .check(classes);
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(all("cli"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(all("cli"))
        .check(classes);
  }

  @Test
  void metricsNeedNothingButMathematics() {
    noClasses()
        .that()
        .resideInAPackage(all("metric"))
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..", "org.jspecify..", "org.apache.commons.math3..", all("metric"))))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void theEngineInterfaceKnowsNoEngine() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".engine.*..", "org.bytedeco.pytorch..", "org.deeplearning4j..")
        .allowEmptyShould(true)
        .check(classes);
  }

  private static String all(String name) {
    return "%s.%s..".formatted(ROOT, name);
  }
}
