package dev.longshore.agent.engine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In the agent")
class EngineRulesTest {

    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.longshore.agent");

    @Test
    @DisplayName("docker-java is used by the engine's package alone")
    void dockerJava() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.longshore.agent.engine")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(AGENT);
    }

    @Test
    @DisplayName("images are removed in one class alone, and by typed names")
    void removal() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ImageRemoval")
                .and()
                .doNotHaveSimpleName("PullWork") // takes back what it brought itself
                .should()
                .callMethod(EngineApi.class, "remove", ImageName.class, boolean.class, boolean.class)
                .check(AGENT);
    }

    @Test
    @DisplayName("no shell is started, and programs only by list of arguments in one class (catalogue 42)")
    void noShell() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec")))) // each of the six
                .orShould()
                .callConstructor(ProcessBuilder.class, String[].class)
                .check(AGENT);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.longshore.agent.host.ProgramOutput")
                .should()
                .callConstructor(ProcessBuilder.class, List.class)
                .check(AGENT);
    }
}
