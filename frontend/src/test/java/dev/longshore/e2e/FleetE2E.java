package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hosts come and go, in a real browser, with real agents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetE2E {

    private static final Pattern TOKEN = Pattern.compile("LSJ1\\.[A-Za-z0-9._-]+");

    private final LabHost alpha = Lab.shared().docker("e2e-alpha");
    private Installation longshore;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        longshore.join(alpha);
    }

    @Test
    @DisplayName(
            "Add host shows the host as soon as its agent connects; when it goes offline the first line says so; removed, it is out")
    void hostComesAndGoes() {
        var page = longshore.page(ColorScheme.DARK, 1280, 860);
        page.navigate(longshore.address("hosts"));
        page.locator("vaadin-button:has-text('Add host')").first().click();
        page.locator("vaadin-dialog vaadin-text-field input").first().fill("e2e-second");
        page.locator("vaadin-dialog vaadin-button:has-text('Make install line')")
                .click();
        var line = page.locator("vaadin-dialog .ls-copyline pre").first();
        assertThat(line).containsText("docker run");
        assertThat(page.locator("vaadin-dialog")).containsText("Waiting for the host to connect");
        var token = TOKEN.matcher(line.textContent());
        assertThat(token.find()).isTrue();

        longshore.startAgent("e2e-second", token.group(), alpha);
        assertThat(page.locator("vaadin-dialog")).containsText("e2e-second is connected");
        Installation.screenshot(page, "host-added-dark");
        page.locator("vaadin-dialog vaadin-button:has-text('Open e2e-second')").click();
        assertThat(page.locator("h1")).containsText("e2e-second");

        page.navigate(longshore.address(""));
        page.locator(".ls-page h1").waitFor();
        assertThat(page.locator(".ls-page")).not().containsText("e2e-second is offline");
        longshore.endAgent("e2e-second");
        assertThat(page.locator(".ls-page")).containsText("e2e-second is offline");
        assertThat(page.locator(".ls-page h1")).containsText("e2e-second");
        Installation.screenshot(page, "host-offline-dark");

        longshore.startAgent("e2e-second", token.group(), alpha);
        assertThat(page.locator(".ls-page")).not().containsText("e2e-second is offline");

        page.navigate(longshore.address("hosts"));
        page.locator("vaadin-grid a:has-text('e2e-second')").click();
        page.locator("vaadin-button:has-text('Remove host')").click();
        assertThat(page.locator("vaadin-dialog")).containsText("Remove e2e-second from Longshore?");
        page.locator("vaadin-dialog .ls-danger").click();
        page.locator("h1:has-text('Hosts')").waitFor();
        assertThat(page.locator("vaadin-grid a:has-text('e2e-second')")).hasCount(0);
        assertThat(longshore.state("e2e-second")).isEmpty();
        Installation.until(
                "the agent knows that it is out",
                Duration.ofMinutes(1),
                () -> longshore.log("agent-e2e-second").contains("this host was removed from Longshore"));
        longshore.endAgent("e2e-second");
        page.context().close();
    }

    @Test
    @DisplayName("catalogue 33: markup in a label of an image is shown as text, and does not run")
    void markup() {
        alpha.importImage("evil/app:1");
        alpha.docker("create", "--name", "evil", "evil/app:1", "sh");
        alpha.docker("commit", "--change", "LABEL note=\"<img src=x onerror=window.ran=1>\"", "evil", "evil/app:2");
        var page = longshore.page(ColorScheme.LIGHT, 1280, 860);
        page.navigate(longshore.address("images?q=evil/app:2"));
        page.locator("a.ls-digest").first().click();
        assertThat(page.locator(".ls-image-detail")).containsText("<img src=x onerror=window.ran=1>");
        assertThat(page.evaluate("window.ran")).isNull();
        page.context().close();
        alpha.docker("rm", "evil");
    }
}
