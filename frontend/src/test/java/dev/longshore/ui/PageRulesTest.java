package dev.longshore.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import com.vaadin.flow.component.Html;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.context.SecurityContextHolder;

class PageRulesTest {

    private static final JavaClasses PAGE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.longshore.ui");

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
    @DisplayName("its packages have no cycles")
    void noCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.longshore.ui.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PAGE);
    }
}
