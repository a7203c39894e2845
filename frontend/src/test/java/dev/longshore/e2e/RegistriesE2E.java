package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A registry with TLS, a CA of its own and a password, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistriesE2E {

    private final Lab lab = Lab.shared();
    private final LabHost alpha = lab.docker("e2e-alpha");
    private Installation longshore;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        longshore.join(alpha);
    }

    private Page open(ColorScheme colors, int width, String path) {
        var page = longshore.page(colors, width, 900);
        page.navigate(longshore.address(path));
        return page;
    }

    @Test
    @DisplayName(
            "from a registry's name and account to its tags, a pull that is filled in, and a delete that names all it takes")
    void life() throws IOException {
        alpha.importImage("registry/app:1", 8);
        alpha.importImage("registry/new:1", 12);
        var registry = lab.privateRegistry();
        registry.push(alpha, "registry/app:1", "team/shop-api:1.9");
        registry.push(alpha, "registry/app:1", "team/shop-api:stable");
        registry.push(alpha, "registry/new:1", "team/shop-api:1.10");
        registry.push(alpha, "registry/new:1", "team/worker:3");

        var page = open(ColorScheme.DARK, 1440, "registries");
        page.locator("vaadin-button:has-text('Add registry')").first().click();
        var fields = page.locator("vaadin-dialog vaadin-text-field input");
        fields.nth(0).fill("Team");
        fields.nth(1).fill(registry.host());
        fields.nth(2).fill(registry.user());
        page.locator("vaadin-dialog vaadin-password-field input").fill(registry.password());
        page.locator("vaadin-dialog textarea").fill(Files.readString(registry.certificateAuthority()));
        page.locator("vaadin-dialog .ls-act").click();
        page.locator("vaadin-grid vaadin-button:has-text('Test')").first().click();
        assertThat(page.locator("vaadin-dialog")).containsText("Signed in as " + registry.user());
        Installation.screenshot(page, "registry-test-dark");
        page.locator("vaadin-dialog vaadin-button:has-text('Close')").click();
        page.locator("vaadin-text-field input").first().fill("shop");
        page.keyboard().press("Enter");
        assertThat(page.locator(".ls-found")).containsText("team/shop-api");
        assertThat(page.locator(".ls-found")).containsText("Docker Hub, asked by e2e-");
        Installation.screenshot(page, "registry-search-dark");

        page.locator("vaadin-grid a:has-text('Team')").click();
        page.locator(".ls-repositories a:has-text('team/worker')").waitFor();
        Installation.screenshot(page, "registry-repositories-dark");
        page.locator(".ls-repositories a:has-text('team/shop-api')").click();
        assertThat(page.locator("h1")).hasText("team/shop-api");
        assertThat(page.locator("vaadin-grid")).containsText("e2e-alpha");
        Installation.screenshot(page, "registry-tags-dark");
        var tags = page.url().substring(page.url().indexOf("registries/"));
        for (var look : new Object[][] {{ColorScheme.LIGHT, 1440, "light"}, {ColorScheme.DARK, 390, "390"}}) {
            var other = open((ColorScheme) look[0], (int) look[1], tags);
            assertThat(other.locator("vaadin-grid")).containsText("1.10");
            Installation.screenshot(other, "registry-tags-" + look[2]);
            other.context().close();
        }

        page.locator("vaadin-grid vaadin-button:has-text('Pull')").first().click();
        assertThat(page.locator("vaadin-dialog vaadin-text-field input").first())
                .hasValue(registry.reference("team/shop-api:1.10"));
        page.keyboard().press("Escape");
        page.locator("vaadin-grid vaadin-button:has-text('Delete')").nth(1).click();
        assertThat(page.locator("vaadin-dialog .ls-hits")).containsText("team/shop-api:stable");
        Installation.screenshot(page, "registry-delete-dark");
        page.locator("vaadin-dialog .ls-danger").click();
        assertThat(page.locator("vaadin-grid vaadin-button:has-text('Delete')")).hasCount(1);
        page.context().close();
        isBehind(registry, registry.reference("team/worker:3"));
    }

    /** A host pulled the tag, then it moved: the mark, the filter, and the pull that ends it. */
    private void isBehind(LabRegistry registry, String reference) {
        var beta = lab.docker("e2e-beta");
        longshore.join(beta);
        beta.docker("login", "-u", registry.user(), "-p", registry.password(), registry.host());
        beta.docker("pull", reference);
        registry.push(alpha, "registry/app:1", "team/worker:3");
        var page = open(ColorScheme.DARK, 1440, "images?q=worker");
        assertThat(page.locator("vaadin-grid")).containsText("worker");
        longshore.lookForUpdates();
        var mark = page.locator("button.ls-newer");
        mark.waitFor();
        page.locator(".ls-chip:has-text('Newer in registry')").click();
        assertThat(page).hasURL(Pattern.compile(".*show=updates.*"));
        Installation.screenshot(page, "images-newer-dark");
        for (var look : new Object[][] {{ColorScheme.LIGHT, 1440, "light"}, {ColorScheme.DARK, 390, "390"}}) {
            var other = open((ColorScheme) look[0], (int) look[1], "images?show=updates");
            assertThat(other.locator("vaadin-grid")).containsText("newer");
            Installation.screenshot(other, "images-newer-" + look[2]);
            other.context().close();
        }
        mark.click();
        assertThat(page.locator("vaadin-dialog vaadin-text-field input").first())
                .hasValue(reference);
        Installation.screenshot(page, "images-newer-pull-dark");
        page.locator("vaadin-dialog .ls-act").click();
        assertThat(mark).isHidden(); // the grid keeps what was in a row that is gone, and does not show it
        assertThat(page.locator(".ls-chip:has-text('Newer in registry')")).containsText("0");
        page.context().close();
    }
}
