package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files between real hosts and a person's browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesE2E {

    private final LabHost alpha = Lab.shared().docker("e2e-alpha");
    private final LabHost beta = Lab.shared().docker("e2e-beta");
    private Installation longshore;

    @TempDir
    Path directory;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        longshore.join(alpha);
        longshore.join(beta);
    }

    private Page open(String address) {
        var page = longshore.page(ColorScheme.DARK, 1440, 900);
        page.navigate(longshore.address(address));
        return page;
    }

    private static Locator card(Page page, String title) {
        return page.locator(".ls-operation", new Page.LocatorOptions().setHasText(title));
    }

    private static Download fetch(Page page, String compression) {
        page.locator("vaadin-dialog vaadin-radio-button:has-text('" + compression + "') input")
                .check();
        return page.waitForDownload(() -> page.locator("vaadin-dialog .ls-act").click());
    }

    private static void choose(Page page, Path file, String name) throws IOException {
        page.locator("vaadin-button:has-text('Load…')").first().click();
        var chosen = new FilePayload(name, "application/octet-stream", Files.readAllBytes(file));
        page.locator("vaadin-upload input[type=file]").setInputFiles(chosen);
    }

    private static void load(Page page) {
        page.locator("vaadin-dialog .ls-act").click();
        page.locator("vaadin-dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    @Test
    @DisplayName(
            "an image is saved as a file from one host and loaded from it on another; a file that is none is refused")
    void images() throws IOException {
        alpha.importImage("files/app:1", 3);
        var page = open("images?q=files/app");
        assertThat(page.locator(".ls-matrix .ls-ref:visible")).hasCount(1);
        page.locator("vaadin-grid-cell-content vaadin-checkbox:visible").last().click();
        page.locator(".ls-bulk vaadin-button:has-text('Save…')").click();
        var file = fetch(page, "gzip");
        assertThat(file.suggestedFilename()).isEqualTo("files-app-1.tar.gz");
        assertThat(Files.size(file.path())).isGreaterThan(3 << 20);
        assertThat(card(page, "Save files/app:1").locator(".ls-part.ls-ok")).hasCount(1);

        choose(page, file.path(), "app.tar.gz");
        var look = page.locator("vaadin-dialog .ls-notes:has-text('linux/amd64')");
        assertThat(look).containsText("files/app:1 · linux/amd64 · ");
        assertThat(look).containsText("e2e-alpha has it already");
        alpha.docker("rmi", "files/app:1");
        Installation.screenshot(page, "load-dialog-dark");
        load(page);
        assertThat(card(page, "Load app.tar.gz").locator(".ls-part.ls-ok")).hasCount(2);
        Installation.screenshot(page, "loaded-dark");
        alpha.docker("image", "inspect", "files/app:1");
        beta.docker("image", "inspect", "files/app:1");

        choose(page, Files.writeString(directory.resolve("no.tar"), "no archive"), "no.tar");
        load(page);
        assertThat(card(page, "Load no.tar")).containsText("not taken");
        page.context().close();
    }

    @Test
    @DisplayName("the files of a container are exported as a file, and become an image with settings on both hosts")
    void rootFilesystem() throws IOException {
        alpha.importImage("files/run:1", 1);
        alpha.docker("create", "--name", "crate", "files/run:1", "sh");
        var page = open("containers?q=crate");
        page.locator(".ls-row-menu vaadin-menu-bar-button:visible").click();
        page.locator("vaadin-menu-bar-item:has-text('Export…')").click();
        var file = fetch(page, "zstd");
        assertThat(file.suggestedFilename()).isEqualTo("crate.tar.zst");
        assertThat(Files.size(file.path())).isGreaterThan(1 << 20);
        assertThat(card(page, "Export crate").locator(".ls-part.ls-ok")).hasCount(1);
        Installation.screenshot(page, "exported-dark");

        page.navigate(longshore.address("images"));
        choose(page, file.path(), "crate.tar.zst");
        page.locator("vaadin-dialog vaadin-radio-button:has-text('root filesystem') input")
                .check();
        page.locator("vaadin-dialog vaadin-text-field:has-text('Name of the image') input")
                .fill("files/root:1");
        page.locator("vaadin-dialog vaadin-text-area textarea").fill("ENV MODE=quiet");
        Installation.screenshot(page, "import-dialog-dark");
        load(page);
        assertThat(card(page, "Import crate.tar.zst").locator(".ls-part.ls-ok")).hasCount(2);
        for (LabHost host : new LabHost[] {alpha, beta}) {
            assertThat(host.docker("image", "inspect", "--format", "{{.Config.Env}}", "files/root:1"))
                    .contains("MODE=quiet");
        }
        alpha.docker("rm", "crate");
        page.context().close();
    }
}
