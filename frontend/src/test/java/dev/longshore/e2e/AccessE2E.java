package dev.longshore.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who gets in, and how one is put out again, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessE2E {

    private static final Duration SOON = Duration.ofSeconds(60);

    private Installation longshore;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        longshore = Installation.shared();
    }

    private Page admin(String address) {
        var page = longshore.page(ColorScheme.LIGHT, 1280, 860);
        page.navigate(longshore.address(address));
        return page;
    }

    private static Locator button(Page page, String words) {
        return page.locator("vaadin-button:has-text('" + words + "')");
    }

    /** Makes a token in the settings of whoever is signed in, and gives its text. */
    private String makeToken(Page page, String name) {
        page.navigate(longshore.address("settings/tokens"));
        button(page, "Make token").first().click();
        page.locator("vaadin-dialog vaadin-text-field input").fill(name);
        page.locator("vaadin-dialog vaadin-button[theme~=primary]").click();
        var text = page.locator("vaadin-dialog .ls-copyline pre").first();
        assertThat(text).containsText("lsp_");
        return text.textContent();
    }

    private int api(String token) {
        return longshore.status("api/v1/hosts", "Authorization", "Bearer " + token);
    }

    private static String sessionId(Page page) {
        return page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("longshore"))
                .map(cookie -> cookie.value)
                .findFirst()
                .orElse("");
    }

    /** Whether a browser with this session would be shown the page. */
    private boolean opens(String session) {
        return longshore.status("hosts", "Cookie", "longshore=" + session, "Accept", "text/html") == 200;
    }

    private static void signOut(Page page) {
        page.locator(".ls-user").click();
        page.locator("vaadin-context-menu-item:has-text('Sign out')").click();
        page.waitForURL(url -> url.endsWith("/login"));
    }

    @Test
    @DisplayName("a token is shown once, works, and is refused once it is revoked")
    void token() {
        var page = admin("settings/tokens");
        var token = makeToken(page, "nightly");
        assertThat(api(token)).isEqualTo(200);
        button(page, "Close").click();
        page.reload();
        assertThat(page.locator(".ls-page")).containsText("nightly");
        assertThat(page.content()).doesNotContain(token);

        var row = page.locator("vaadin-grid-cell-content:visible", new Page.LocatorOptions().setHasText("nightly"));
        assertThat(row).hasCount(1);
        button(page, "Revoke").last().click();
        assertThat(page.locator("vaadin-dialog")).containsText("Revoke the token nightly?");
        page.locator("vaadin-dialog .ls-danger").click();
        assertThat(row).hasCount(0);
        assertThat(api(token)).isEqualTo(401);
        page.context().close();
    }

    @Test
    @DisplayName("catalogue 29: sign-in gives a new session id, and the id of before opens nothing")
    void fixation() {
        var page = longshore.anonymous(ColorScheme.LIGHT, 1280, 860);
        page.navigate(longshore.address("login"));
        page.locator("input[name=username]").waitFor();
        var before = sessionId(page);
        assertThat(before).isNotEmpty();
        longshore.signIn(page, "admin", Installation.PASSWORD);
        page.locator(".ls-page").waitFor();
        var after = sessionId(page);
        assertThat(after).isNotEmpty().isNotEqualTo(before);
        assertThat(opens(after)).isTrue();
        assertThat(opens(before)).isFalse();
        page.context().close();
    }

    @Test
    @DisplayName(
            "catalogue 29: sign-out with the page open in another tab closes that tab's push, and both ask for a sign-in")
    void signOutWithThePageOpen() {
        var page = admin("hosts");
        var other = page.context().newPage();
        List<WebSocket> pushes = new ArrayList<>();
        other.onWebSocket(pushes::add);
        other.navigate(longshore.address("containers"));
        other.locator("h1:has-text('Containers')").waitFor();
        other.waitForCondition(() -> !pushes.isEmpty());
        var session = sessionId(page);
        assertThat(opens(session)).isTrue();

        signOut(page);
        other.waitForCondition(() -> pushes.stream().allMatch(WebSocket::isClosed));
        other.waitForURL(url -> url.endsWith("/login"));
        assertThat(opens(session)).isFalse();
        page.context().close();
    }

    @Test
    @DisplayName("catalogue 30: a disabled account loses its open page and its token at once, and can't sign in again")
    void disabledAccount() {
        var admin = admin("settings/accounts");
        button(admin, "Add account").first().click();
        admin.locator("vaadin-dialog vaadin-text-field input").fill("vera");
        admin.locator("vaadin-dialog vaadin-password-field input").fill("a-viewer-of-hosts-1");
        admin.locator("vaadin-dialog vaadin-button[theme~=primary]").click();
        var row = admin.locator("vaadin-grid-cell-content:visible", new Page.LocatorOptions().setHasText("vera"));
        assertThat(row).hasCount(1);

        var page = longshore.anonymous(ColorScheme.DARK, 1280, 860);
        longshore.signIn(page, "vera", "a-viewer-of-hosts-1");
        page.locator(".ls-page").waitFor();
        var token = makeToken(page, "mine");
        assertThat(api(token)).isEqualTo(200);
        page.navigate(longshore.address("images"));
        page.locator("h1:has-text('Images')").waitFor();
        assertThat(button(page, "Pull…")).isHidden();
        var session = sessionId(page);

        button(admin, "Disable").last().click();
        assertThat(admin.locator("vaadin-dialog")).containsText("Disable vera?");
        admin.locator("vaadin-dialog .ls-danger").click();
        page.waitForURL(url -> url.contains("/login"));
        assertThat(opens(session)).isFalse();
        Installation.until("the token is refused", SOON, () -> api(token) == 401);

        longshore.signIn(page, "vera", "a-viewer-of-hosts-1");
        page.waitForURL(url -> url.contains("/login?error"));
        page.context().close();
        admin.context().close();
    }
}
