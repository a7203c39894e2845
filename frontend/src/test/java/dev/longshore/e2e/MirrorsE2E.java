package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Registry mirrors set in a real browser, on real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorsE2E {

    private final LabHost willing = Lab.shared().docker("e2e-willing");
    private final LabHost unwilling = Lab.shared().docker("e2e-unwilling");
    private Installation longshore;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
        var policy = Files.writeString(directory.resolve("policy.yaml"), "allow: [daemon-config]\n");
        longshore.join(
                willing,
                Map.of(
                        "LONGSHORE_POLICY_FILE",
                        policy.toString(),
                        "LONGSHORE_DAEMON_JSON",
                        willing.inside("/etc/docker/daemon.json").toString()));
        longshore.join(unwilling);
    }

    @AfterAll
    void stop() {
        longshore.endAgent("e2e-willing");
        longshore.endAgent("e2e-unwilling");
    }

    /** The dialog with both hosts, and a mirror filled in. */
    private Page filled(Page page, String mirror) {
        page.navigate(longshore.address("hosts"));
        page.locator("vaadin-grid a:has-text('e2e-willing')").waitFor();
        page.locator("vaadin-button:has(vaadin-icon, .ls-icon)")
                .filter(new com.microsoft.playwright.Locator.FilterOptions()
                        .setHasText(java.util.regex.Pattern.compile("Registry mirrors…|镜像源…")))
                .first()
                .click();
        var picker = page.locator("vaadin-dialog vaadin-multi-select-combo-box.ls-host-picker");
        assertThat(picker).containsText("e2e-willing"); // chosen since its owner allows it
        picker.locator("input").click();
        page.locator("vaadin-multi-select-combo-box-item:has-text('e2e-unwilling')")
                .click();
        page.keyboard().press("Escape");
        page.locator("vaadin-dialog vaadin-text-area textarea").first().fill(mirror);
        assertThat(page.locator("vaadin-dialog .ls-diff-new").first()).isVisible();
        assertThat(page.locator("vaadin-dialog .ls-error")).containsText("allow: [daemon-config]");
        return page;
    }

    @Test
    @DisplayName("each host's difference is shown, or the line that would allow it; set, the engine uses it at once")
    void sets() throws IOException {
        var file = willing.inside("/etc/docker/daemon.json");
        var before = Files.readString(file);
        Installation.screenshot(
                filled(longshore.page(ColorScheme.DARK, 1440, 900), "https://mirror.example"), "mirrors-dark");
        Installation.screenshot(
                filled(longshore.page(ColorScheme.LIGHT, 1440, 900), "https://mirror.example"), "mirrors-light");
        Installation.screenshot(
                filled(longshore.page(ColorScheme.DARK, 1440, 900, "zh-CN"), "https://mirror.example"), "mirrors-zh");
        var phone = filled(longshore.page(ColorScheme.DARK, 390, 844), "https://mirror.example");
        Installation.screenshot(phone, "mirrors-phone-top");
        phone.locator("vaadin-dialog .ls-diff").scrollIntoViewIfNeeded();
        Installation.screenshot(phone, "mirrors-phone");
        assertThat(Files.readString(file)).isEqualTo(before);

        var page = filled(longshore.page(ColorScheme.DARK, 1440, 900), "https://mirror.example");
        assertThat(page.locator("vaadin-dialog .ls-act")).containsText("Set on 1 host");
        page.locator("vaadin-dialog .ls-act").click();

        assertThat(page.locator("body")).containsText("set, and the engine uses it");
        Installation.screenshot(page, "mirrors-done");
        assertThat(willing.docker("info", "--format", "{{json .RegistryConfig.Mirrors}}"))
                .isEqualTo("[\"https://mirror.example/\"]");
        page.navigate(longshore.address("hosts"));
        page.locator("vaadin-grid a:has-text('e2e-willing')").click();
        assertThat(page.locator(".ls-host-body")).containsText("https://mirror.example/");
        assertThat(page.locator(".ls-host-body")).containsText("yes, in ");
        Installation.screenshot(page, "mirrors-host");
    }
}
