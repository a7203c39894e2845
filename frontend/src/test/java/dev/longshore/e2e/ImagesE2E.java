package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a team does with images, in a real browser, on real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesE2E {

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
    }

    private Page images(ColorScheme colors) {
        var page = longshore.page(colors, 1440, 900);
        page.navigate(longshore.address("images"));
        page.locator("h1:has-text('Images')").waitFor();
        page.locator(".ls-host-head:has-text('e2e-beta')").waitFor();
        return page;
    }

    private static Locator cell(Page page, String text) {
        return page.locator("vaadin-grid-cell-content", new Page.LocatorOptions().setHasText(text))
                .first();
    }

    /** Narrows the list to the reference, and ticks its only row. */
    private static void select(Page page, String reference) {
        page.locator("vaadin-text-field.ls-filter-text input").fill(reference);
        assertThat(page.locator(".ls-matrix .ls-ref:visible")).hasCount(1);
        assertThat(page.locator(".ls-matrix .ls-ref:visible")).containsText(reference);
        page.locator("vaadin-grid-cell-content vaadin-checkbox:visible").last().click();
        page.locator(".ls-bulk").waitFor();
    }

    @Test
    @DisplayName(
            "a pull on two hosts shows its progress in the drawer, then the digest that resulted, and both hosts in the row")
    void pull() {
        alpha.importImage("seed/pull:1", 24);
        var reference = lab.registry().push(alpha, "seed/pull:1", "shop/pulled:1.0");
        var page = images(ColorScheme.DARK);

        page.locator("vaadin-button:has-text('Pull…')").first().click();
        page.locator("vaadin-dialog vaadin-text-field input").first().fill("Shop/Pulled:1.0");
        assertThat(page.locator("vaadin-dialog vaadin-text-field").first()).containsText("lower case");
        page.locator("vaadin-dialog vaadin-text-field input").first().fill(reference);
        assertThat(page.locator("vaadin-dialog")).containsText("Sign in to 127.0.0.1:5001");
        Installation.screenshot(page, "pull-dialog-dark");
        page.locator("vaadin-dialog .ls-act").click();

        var card = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("Pull " + reference));
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(2);
        assertThat(card).containsText("sha256:");
        assertThat(page.locator("a.ls-digest[href*='images/']").first()).isVisible();
        Installation.screenshot(page, "activity-dark");
        page.locator(".ls-drawer-close").click();
        page.locator("vaadin-text-field.ls-filter-text input").fill("shop/pulled");
        assertThat(page.locator("vaadin-grid.ls-matrix a.ls-digest:visible")).hasCount(2);
        Installation.screenshot(page, "images-dark");
        page.context().close();
    }

    @Test
    @DisplayName("a push under another name tags first, takes a sign-in, and the registry has the image afterwards")
    void push() {
        alpha.importImage("push/app:1", 4);
        var registry = lab.privateRegistry();
        var reference = registry.reference("shop/pushed:1");
        var page = images(ColorScheme.LIGHT);
        select(page, "push/app");
        page.locator(".ls-bulk vaadin-button:has-text('Push…')").click();
        page.locator("vaadin-dialog vaadin-text-field input").first().fill(reference);
        assertThat(page.locator("vaadin-dialog .ls-notes")).containsText("tagged " + reference + " on e2e-alpha first");
        page.locator("vaadin-dialog vaadin-details-summary").click();
        page.locator("vaadin-dialog vaadin-details vaadin-text-field input").fill(registry.user());
        page.locator("vaadin-dialog vaadin-password-field input").fill(registry.password());
        Installation.screenshot(page, "push-dialog-light");
        page.locator("vaadin-dialog .ls-act").click();

        var card = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("Push " + reference));
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(1);
        assertThat(card).containsText("sha256:");
        Installation.screenshot(page, "pushed-light");
        beta.docker("login", "-u", registry.user(), "-p", registry.password(), registry.host());
        beta.docker("pull", reference);
        page.context().close();
    }

    @Test
    @DisplayName(
            "a click on a row's mark of drift brings the hosts to one image, and the container of the other is outdated")
    void align() {
        alpha.importImage("drift/web:1", 1);
        alpha.docker("run", "-d", "--name", "e2e-drifting", "drift/web:1", "sleep", "600");
        var wanted = beta.importImage("drift/web:1", 1);
        var page = images(ColorScheme.DARK);
        page.locator("vaadin-text-field.ls-filter-text input").fill("drift/web");
        page.locator("button.ls-drift:visible").click();
        page.locator("vaadin-dialog vaadin-radio-button:has-text('e2e-beta')").click();
        assertThat(page.locator("vaadin-dialog .ls-notes")).containsText("1 container goes on with the former image");
        Installation.screenshot(page, "align-dark");
        page.locator("vaadin-dialog .ls-act").click();

        var card = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("Copy drift/web:1"));
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(1);
        assertThat(page.locator("button.ls-drift:visible")).hasCount(0);
        assertThat(alpha.docker("image", "inspect", "--format", "{{.Id}}", "drift/web:1"))
                .isEqualTo(wanted);
        page.navigate(longshore.address("containers?show=outdated"));
        assertThat(cell(page, "e2e-drifting")).isVisible();
        alpha.docker("rm", "-f", "e2e-drifting");
        assertThat(cell(page, "e2e-drifting")).not().isVisible();
        page.context().close();
    }

    @Test
    @DisplayName("a docker pull typed in a shell shows up by itself, and what was selected stays selected")
    void shell() {
        alpha.importImage("seed/live:1");
        alpha.importImage("chosen/one:1");
        var reference = lab.registry().push(alpha, "seed/live:1", "shop/live:1.0");
        var page = images(ColorScheme.LIGHT);
        select(page, "chosen/one");
        page.locator("vaadin-text-field.ls-filter-text input").fill("");
        cell(page, "seed/live").waitFor();

        beta.docker("pull", reference);
        assertThat(cell(page, "shop/live")).isVisible();
        assertThat(page.locator(".ls-bulk")).containsText("1 selected on 1 host");

        beta.docker("rmi", reference);
        assertThat(cell(page, "shop/live")).isHidden();
        Installation.screenshot(page, "bulk-light");
        page.context().close();
    }

    @Test
    @DisplayName(
            "one tag that names two images is drift: marked, counted, filtered for, and a link reproduces the view")
    void drift() {
        alpha.importImage("drift/app:1", 1);
        beta.importImage("drift/app:1", 2);
        var page = images(ColorScheme.LIGHT);

        page.locator(".ls-chip:has-text('Drift')").click();
        page.waitForURL(url -> url.contains("show=drift"));
        assertThat(cell(page, "drift/app")).isVisible();
        assertThat(page.locator(".ls-mark.ls-drift").first()).containsText("drift");
        Installation.screenshot(page, "images-light");

        page.reload();
        assertThat(page.locator(".ls-chip.ls-on:has-text('Drift')")).isVisible();
        assertThat(cell(page, "drift/app")).isVisible();
        page.context().close();
    }

    @Test
    @DisplayName("a tag is made on both hosts; its removal deletes nothing while another name is left")
    void tagAndUntag() {
        alpha.importImage("tag/source:1");
        beta.importImage("tag/source:1");
        var page = images(ColorScheme.DARK);
        select(page, "tag/source");
        page.locator(".ls-bulk vaadin-button:has-text('Tag…')").click();
        page.locator("vaadin-dialog vaadin-text-field input").first().fill("tag/target:2");
        page.locator("vaadin-dialog .ls-act").click();
        var card = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("as tag/target:2"));
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(2);
        assertThat(alpha.docker("images", "-q", "tag/target:2")).isNotEmpty();
        assertThat(beta.docker("images", "-q", "tag/target:2")).isNotEmpty();
        page.locator(".ls-drawer-close").click();

        page.locator(".ls-bulk vaadin-button[aria-label='Clear the selection']").click();
        select(page, "tag/target");
        page.locator(".ls-bulk vaadin-button:has-text('Remove…')").click();
        assertThat(page.locator("vaadin-dialog")).containsText("is untagged; the image stays as tag/source:1");
        page.locator("vaadin-dialog .ls-act").click();
        var removal = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("Remove tag/target:2"));
        assertThat(removal.locator(".ls-part.ls-ok")).hasCount(2);
        assertThat(alpha.docker("images", "-q", "tag/target:2")).isEmpty();
        assertThat(alpha.docker("images", "-q", "tag/source:1")).isNotEmpty();
        page.context().close();
    }

    @Test
    @DisplayName(
            "a removal says beforehand which container stands in the way, and afterwards keeps the image and names it")
    void conflict() {
        alpha.importImage("busy/app:1");
        beta.importImage("busy/app:1");
        beta.docker("run", "-d", "--name", "keeper", "busy/app:1", "sleep", "3600");
        var page = images(ColorScheme.DARK);
        select(page, "busy/app");
        page.locator(".ls-bulk vaadin-button:has-text('Remove…')").click();
        assertThat(page.locator("vaadin-dialog")).containsText("in use by keeper (running)");
        Installation.screenshot(page, "remove-dark");
        page.locator("vaadin-dialog .ls-act").click();

        var card = page.locator(".ls-operation", new Page.LocatorOptions().setHasText("Remove busy/app:1"));
        assertThat(card.locator(".ls-part.ls-bad")).containsText("keeper");
        assertThat(card.locator(".ls-part.ls-ok")).hasCount(1);
        assertThat(card.locator("vaadin-button:has-text('Retry e2e-beta')")).isVisible();
        assertThat(alpha.docker("images", "-q", "busy/app:1")).isEmpty();
        assertThat(beta.docker("images", "-q", "busy/app:1")).isNotEmpty();
        Installation.screenshot(page, "conflict-dark");

        card.locator("a").first().click();
        assertThat(page.locator(".ls-side .ls-operation")).containsText("keeper");
        Installation.screenshot(page, "operations-dark");
        page.navigate(longshore.address("containers?q=keeper"));
        assertThat(cell(page, "keeper")).isVisible();
        Installation.screenshot(page, "containers-dark");
        page.context().close();
    }

    @Test
    @DisplayName("an image in full shows its layers and its config, also on a phone")
    void detail() {
        alpha.importImage("detail/app:1", 3);
        var page = images(ColorScheme.LIGHT);
        page.locator("vaadin-text-field.ls-filter-text input").fill("detail/app");
        var digest = page.locator("vaadin-grid.ls-matrix a.ls-digest:visible");
        assertThat(digest).hasCount(1);
        digest.click();
        page.locator(".ls-layer").first().waitFor();
        assertThat(page.locator("h1")).containsText("detail/app:1");
        assertThat(page.locator(".ls-image-detail")).containsText("linux/");
        Installation.screenshot(page, "image-light");
        page.locator("vaadin-button:has-text('JSON')").click();
        assertThat(page.locator(".ls-raw pre")).containsText("RootFS");
        page.context().close();

        var phone = longshore.page(ColorScheme.DARK, 390, 844);
        phone.navigate(longshore.address("images"));
        cell(phone, "detail/app").waitFor();
        Installation.screenshot(phone, "images-phone");
        phone.context().close();
    }

    @Test
    @DisplayName("an address without a page is answered in the page's own words, and asks who comes first")
    void unknownAddress() {
        var page = longshore.page(ColorScheme.DARK, 390, 844);
        page.navigate(longshore.address("no-such-place"));
        assertThat(page.locator(".ls-page")).containsText("There is no such page");
        Installation.screenshot(page, "not-found-phone");
        page.context().clearCookies();
        page.navigate(longshore.address("no-such-place"));
        page.waitForURL(url -> url.contains("/login"));
        page.context().close();
    }
}
