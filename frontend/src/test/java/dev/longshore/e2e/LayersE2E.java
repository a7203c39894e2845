package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What images are made of, in a real browser, on real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayersE2E {

    private final Lab lab = Lab.shared();
    private final LabHost alpha = lab.docker("e2e-alpha");
    private final LabHost beta = lab.docker("e2e-beta");
    private Installation longshore;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        longshore.join(alpha);
        longshore.join(beta);
        alpha.importImage("stack/base:1", 4);
        build(
                "stack/app:1",
                "mkdir -p /srv/app/templates /etc/app; head -c 3000000 /dev/urandom > /srv/app/server;"
                        + " head -c 40000 /dev/urandom > /srv/app/templates/index; echo a=1 > /etc/app/app.conf;"
                        + " echo same > /srv/app/LICENSE; chmod 4755 /srv/app/server; ln -s server /srv/app/latest");
        build(
                "stack/app:2",
                "mkdir -p /srv/app/templates /etc/app; head -c 3500000 /dev/urandom > /srv/app/server;"
                        + " echo a=2 > /etc/app/app.conf; echo new > /srv/app/changelog; echo same > /srv/app/LICENSE;"
                        + " rm -r /bin/sh; true");
    }

    private void build(String name, String script) {
        var container = alpha.docker("create", "stack/base:1", "sh", "-c", script);
        alpha.docker("start", "-a", container);
        alpha.docker("commit", "-c", "CMD [\"/srv/app/server\"]", "-c", "LABEL version=" + name, container, name);
        alpha.docker("rm", container);
    }

    private Page matrix(ColorScheme colors, int width) {
        var page = longshore.page(colors, width, 900);
        page.navigate(longshore.address("images?q=stack/"));
        assertThat(page.locator(".ls-matrix .ls-ref:visible")).hasCount(3);
        return page;
    }

    @Test
    @DisplayName("a layer's files are a click away from the image, and a folder's address shows the folder again")
    void filesOfALayer() {
        for (var colors : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
            var look = colors == ColorScheme.DARK ? "dark" : "light";
            var page = matrix(colors, 1440);
            page.locator(".ls-matrix a.ls-digest:visible").first().click();
            assertThat(page.locator(".ls-layer").first()).isVisible();
            assertThat(page.locator(".ls-layers")).containsText("shared with");
            Installation.screenshot(page, "layers-" + look);
            page.locator(".ls-layer-notes a").first().click();
            assertThat(page.locator(".ls-file-grid")).containsText("srv/");
            page.locator(".ls-file a:has-text('srv/')").click();
            page.locator(".ls-file a:has-text('app/')").click();
            assertThat(page.locator(".ls-file-grid")).containsText("server");
            assertThat(page.locator(".ls-file-grid")).containsText("-rwsr-xr-x");
            Installation.screenshot(page, "layer-files-" + look);
            var address = page.url();
            page.reload();
            assertThat(page.locator(".ls-file-grid")).containsText("LICENSE");
            assertThat(address).contains("folder=srv%2Fapp");
            page.context().close();
        }
        var phone = matrix(ColorScheme.DARK, 390);
        phone.locator(".ls-matrix a.ls-digest:visible").first().click();
        phone.locator(".ls-layer-notes a").first().waitFor();
        Installation.screenshot(phone, "layers-phone");
        phone.locator(".ls-layer-notes a").first().click();
        assertThat(phone.locator(".ls-file-grid")).containsText("srv/");
        phone.locator("button.ls-chip:has-text('All files')").click();
        assertThat(phone.locator(".ls-file-grid")).containsText("srv/app/server");
        Installation.screenshot(phone, "layer-files-phone");
        assertNoSidewaysScroll(phone);
        phone.context().close();
    }

    @Test
    @DisplayName("two images that are selected are compared with their files, and the address reproduces it")
    void compares() {
        for (var colors : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
            var page = matrix(colors, 1440);
            var boxes = page.locator("vaadin-grid-cell-content vaadin-checkbox:visible");
            boxes.nth(1).click();
            boxes.nth(2).click();
            page.locator(".ls-bulk vaadin-button:has-text('Compare')").click();
            assertThat(page.locator(".ls-compare-differs").first()).isVisible();
            page.locator("vaadin-button:has-text('Compare files')").click();
            assertThat(page.locator(".ls-changes")).containsText("srv/app/changelog");
            assertThat(page.locator(".ls-changes")).containsText("bin/sh");
            assertThat(page.locator(".ls-changes")).not().containsText("LICENSE");
            page.locator(".ls-changes").scrollIntoViewIfNeeded();
            Installation.screenshot(page, colors == ColorScheme.DARK ? "compare-dark" : "compare-light");
            var address = page.url();
            page.context().close();
            if (colors == ColorScheme.DARK) {
                var phone = longshore.page(ColorScheme.DARK, 390, 900);
                phone.navigate(address);
                assertThat(phone.locator(".ls-changes")).containsText("srv/app/changelog");
                Installation.screenshot(phone, "compare-phone");
                assertNoSidewaysScroll(phone);
                phone.context().close();
            }
        }
    }

    private static void assertNoSidewaysScroll(Page page) {
        assertThat((Boolean)
                        page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isTrue();
    }
}
