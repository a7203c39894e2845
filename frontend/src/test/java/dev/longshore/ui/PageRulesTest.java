package dev.longshore.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import com.vaadin.flow.component.Html;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.context.SecurityContextHolder;

class PageRulesTest {

    private static final JavaClasses PAGE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.longshore.ui");

    /** What JavaScript may not name anything, in strict code or in a module. */
    private static final Set<String> WORDS = Set.of("""
            arguments await break case catch class const continue debugger default delete do else enum eval export extends \
            false finally for function if implements import in instanceof interface let new null package private protected \
            public return static super switch this throw true try typeof var void while with yield""".split(" "));

    /** What Vaadin's lit-renderer.ts gives a template beside its functions. */
    private static final Set<String> TAKEN =
            Set.of("html", "root", "live", "appId", "itemKey", "model", "item", "index");

    @Test
    @DisplayName("every page says who may open it")
    void routesAreAnnotated() {
        classes()
                .that()
                .areAnnotatedWith(Route.class)
                .should()
                .beAnnotatedWith(PermitAll.class)
                .orShould()
                .beAnnotatedWith(AnonymousAllowed.class)
                .check(PAGE);
    }

    @Test
    @DisplayName("only sign-in and setup are open to everybody")
    void openPages() {
        classes()
                .that()
                .areAnnotatedWith(AnonymousAllowed.class)
                .should()
                .haveSimpleName("LoginView")
                .orShould()
                .haveSimpleName("SetupView")
                .check(PAGE);
    }

    @Test
    @DisplayName("who acts is read in one class")
    void oneReaderOfTheSecurityContext() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(UiActor.class.getName())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SecurityContextHolder.class)
                .check(PAGE);
    }

    @Test
    @DisplayName("catalogue 33: no component takes markup")
    void noMarkup() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Html.class).check(PAGE);
    }

    @Test
    @DisplayName("the page knows neither the wire nor the link")
    void layers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.longshore.wire..", "dev.longshore.link..")
                .check(PAGE);
    }

    @Test
    @DisplayName(
            "no template's function is named by a word of JavaScript, which would leave its column empty in the browser")
    void functionsOfTemplates() throws IOException {
        Pattern given = Pattern.compile("\\.withFunction\\(\\s*([^,]+),");
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                given.matcher(Files.readString(file))
                        .results()
                        .map(call -> call.group(1))
                        .forEach(names::add);
            }
        }
        assertThat(names).contains("\"pullNewer\"").allSatisfy(name -> {
            assertThat(name).matches("\"[A-Za-z_$][\\w$]*\"");
            assertThat(name.replace("\"", "")).isNotIn(WORDS).isNotIn(TAKEN);
        });
    }

    @Test
    @DisplayName("its packages have no cycles")
    void noCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.longshore.ui.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PAGE);
    }
}
