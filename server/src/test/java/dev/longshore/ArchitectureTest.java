package dev.longshore;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house rules of the server: who may use whom, and what may be done in one place only. */
class ArchitectureTest {

    /** The whole table: a package that is not in it fails, and so does a use that is not in its row. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "model", Set.of(),
            "wire", Set.of(),
            "stream", Set.of(),
            "access", Set.of("model"),
            "audit", Set.of("model", "access"),
            "link", Set.of("model", "wire", "stream", "access", "audit"),
            "inventory", Set.of("model", "wire", "link", "access", "audit"),
            "registries", Set.of("model", "access", "audit", "inventory"),
            "operations", Set.of("model", "wire", "stream", "link", "access", "inventory", "audit", "registries"),
            "api", Set.of("model", "access", "inventory", "operations", "audit", "registries"));

    private static final String BASE = "dev.longshore.";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new NoOtherPrograms())
            .importPackages("dev.longshore");

    /** The agent is on the class path for tests only; it has rules of its own. */
    private static final class NoOtherPrograms implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/dev/longshore/agent/") && !location.contains("/dev/longshore/lab/");
        }
    }

    @TestFactory
    Stream<DynamicTest> packagesUseWhatTheTableAllows() {
        return ALL.stream()
                .map(ArchitectureTest::module)
                .filter(module -> !module.isEmpty())
                .distinct()
                .map(module -> DynamicTest.dynamicTest(module, () -> {
                    assertThat(MAY_USE)
                            .as("the table has no row for %s", module)
                            .containsKey(module);
                    Set<String> used = ALL.stream()
                            .filter(type -> module(type).equals(module))
                            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                            .map(use -> module(use.getTargetClass()))
                            .filter(target -> !target.isEmpty() && !target.equals(module))
                            .collect(Collectors.toCollection(TreeSet::new));
                    assertThat(MAY_USE.get(module)).containsAll(used);
                }));
    }

    @Test
    void theProgramsTopPackageKnowsNoModule() {
        Set<String> used = ALL.stream()
                .filter(type -> type.getPackageName().equals("dev.longshore"))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(use -> module(use.getTargetClass()))
                .filter(target -> !target.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).isSubsetOf("model");
    }

    @Test
    void thereAreNoCyclesBetweenPackages() {
        slices().matching("dev.longshore.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void persistenceIsForHiddenRowsOnly() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not package-private *Row classes",
                        type -> !type.getSimpleName().endsWith("Row")
                                || type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.persistence..")
                .check(ALL);
    }

    @Test
    void theTimeComesFromTheClock() {
        noClasses()
                .that()
                .doNotHaveSimpleName("TimeConfiguration")
                .should(callMethodWhere(
                        DescribedPredicate.describe("asks the machine for the time", this::asksTheTime)))
                .check(ALL);
    }

    private boolean asksTheTime(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        int parameters = call.getTarget().getRawParameterTypes().size();
        return (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                || (owner.startsWith("java.time.") && name.equals("now") && parameters == 0)
                || (owner.equals(Clock.class.getName()) && name.startsWith("system"))
                || (owner.equals(Instant.class.getName()) && name.equals("now") && parameters == 0)
                || (owner.equals("java.util.Date") && name.equals("<init>") && parameters == 0);
    }

    @Test
    void theSecurityContextIsReadInOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.longshore.api.ApiActor")
                .should(callMethodWhere(DescribedPredicate.describe(
                        "reads the security context",
                        call -> call.getTargetOwner()
                                        .getName()
                                        .equals("org.springframework.security.core.context.SecurityContextHolder")
                                && call.getName().startsWith("get"))))
                .check(ALL);
    }

    @Test
    void thePageIsNotKnownHereNorIsTheEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.vaadin..", "com.github.dockerjava..", "dev.longshore.agent..")
                .check(ALL);
    }

    @Test
    void nothingStartsAProgramHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould(callMethodWhere(DescribedPredicate.describe(
                        "starts a program",
                        call -> call.getTargetOwner().getName().equals("java.lang.Runtime")
                                && call.getName().equals("exec"))))
                .check(ALL);
    }

    @Test
    void controllersAreHidden() {
        classes()
                .that()
                .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                .should()
                .notBePublic()
                .andShould()
                .resideInAPackage("dev.longshore.api..")
                .check(ALL);
    }

    /** The first package below the base; empty for the base itself and for other people's classes. */
    private static String module(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(BASE)) {
            return "";
        }
        String below = name.substring(BASE.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
