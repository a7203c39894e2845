package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Images built from the page, in a real browser, on a real engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildE2E {

    private final LabHost alpha = Lab.shared().docker("e2e-alpha");
    private Installation longshore;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        longshore.join(alpha);
        alpha.importImage("build/base:1");
    }

    private Page dialog(ColorScheme colors, int width, int height) {
        var page = longshore.page(colors, width, height);
        page.navigate(longshore.address("images"));
        page.locator("vaadin-button:has-text('Build…')").first().click();
        page.locator("vaadin-dialog vaadin-text-area").first().waitFor();
        page.locator("vaadin-dialog vaadin-combo-box input").click();
        page.locator("vaadin-combo-box-item:has-text('e2e-alpha')").click();
        return page;
    }

    private static void names(Page page, String names) {
        page.locator("vaadin-dialog vaadin-text-field input").first().fill(names);
    }

    private static Locator card(Page page, String title) {
        return page.locator(".ls-operation", new Page.LocatorOptions().setHasText(title));
    }

    @Test
    @DisplayName(
            "a typed Dockerfile becomes an image; its log grows in the drawer, stays in the history, and it can be copied")
    void typed() {
        var page = dialog(ColorScheme.DARK, 1440, 900);
        names(page, "build/typed:1 build/typed:latest");
        page.locator("vaadin-dialog vaadin-text-area textarea")
                .first()
                .fill("FROM build/base:1\nARG GREETING\nRUN echo it begins; sleep 4; echo it is done\n"
                        + "ENV GREETED=$GREETING");
        page.locator("vaadin-dialog vaadin-details-summary").click();
        page.locator("vaadin-dialog vaadin-details vaadin-text-area textarea")
                .first()
                .fill("GREETING=hello");
        Installation.screenshot(page, "build-dialog-dark");
        page.locator("vaadin-dialog .ls-act").click();

        var card = card(page, "Build build/typed:1");
        assertThat(card.locator(".ls-log")).containsText("it begins");
        Installation.screenshot(page, "build-running-dark");
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(1);
        assertThat(card).containsText("sha256:");
        card.locator("vaadin-button:has-text('Copy to hosts…')").click();
        assertThat(page.locator("vaadin-dialog")).containsText("build/typed:1");
        page.keyboard().press("Escape");
        alpha.docker("image", "inspect", "build/typed:latest");

        card.locator("a").first().click();
        assertThat(page.locator(".ls-side .ls-log")).containsText("it is done");
        Installation.screenshot(page, "build-log-dark");
        page.context().close();
    }

    @Test
    @DisplayName("a zip is sent from the browser; a step that fails shows what it said, and why")
    void zipped() throws IOException {
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("Dockerfile"));
            out.write("FROM build/base:1\nCOPY say.sh /\nRUN /say.sh\n".getBytes(UTF_8));
            out.closeEntry();
            out.putNextEntry(new ZipEntry("say.sh"));
            out.write("#!/bin/sh\necho the compiler is missing; exit 3\n".getBytes(UTF_8));
            out.closeEntry();
        }
        var page = dialog(ColorScheme.LIGHT, 1440, 900);
        page.locator("vaadin-radio-button:has-text('A folder')").click();
        var chosen = new FilePayload("app.zip", "application/zip", zip.toByteArray());
        page.locator("vaadin-upload input[type=file]").setInputFiles(chosen);
        Installation.screenshot(page, "build-dialog-light");
        page.locator("vaadin-dialog .ls-act").click();
        page.locator("vaadin-dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));

        var card = card(page, "Build app.zip");
        assertThat(card.locator(".ls-part.ls-bad")).hasCount(1);
        assertThat(card.locator(".ls-log")).containsText("the compiler is missing");
        assertThat(card).containsText("code: 3");
        Installation.screenshot(page, "build-failed-light");
        page.context().close();
    }

    @Test
    @DisplayName("everything of it can be reached on a phone")
    void phone() {
        var page = dialog(ColorScheme.DARK, 390, 844);
        Installation.screenshot(page, "build-dialog-phone");
        names(page, "build/phone:1");
        page.locator("vaadin-dialog vaadin-text-area textarea").first().fill("FROM build/base:1\nRUN echo on the way");
        page.locator("vaadin-dialog .ls-act").click();
        assertThat(card(page, "Build build/phone:1").locator(".ls-part.ls-ok")).hasCount(1);
        Installation.screenshot(page, "build-done-phone");
        page.context().close();
    }
}
