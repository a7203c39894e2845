package dev.longshore.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Account;
import dev.longshore.access.Accounts;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.ErrorNote;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SettingsViewTest extends PageTest {

    @Autowired
    private Accounts accounts;

    @Test
    @SignedIn
    @DisplayName("an administrator makes an account, and a bad password is refused with what to do")
    void makeAccount() {
        open("settings/accounts", SettingsView.class);
        test(find(Button.class).withText("Add account").all().getFirst()).click();
        roundTrip();
        test(find(TextField.class).withLabel("Name").single()).setValue("berta");
        test(find(PasswordField.class).withLabel("Password").single()).setValue("short");
        test(find(Button.class).withText("Add account").all().getLast()).click();
        var password = find(PasswordField.class).withLabel("Password").single();
        assertThat(password.isInvalid()).isTrue();
        assertThat(password.getErrorMessage()).contains("at least 10").contains("Choose another one");
        assertThat(find(ErrorNote.class).exists())
                .as("said once, where it belongs")
                .isFalse();

        test(find(PasswordField.class).withLabel("Password").single()).setValue("a much longer passphrase");
        test(find(Button.class).withText("Add account").all().getLast()).click();
        assertThat(accounts.list(Actor.system()).stream().map(Account::name)).contains("berta");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer has no accounts tab, not even by its address")
    void viewer() {
        open("settings/accounts", SettingsView.class);
        assertThat(find(Tab.class).all().stream().map(Tab::getLabel))
                .containsExactly("API tokens", "Password", "Server");
        assertThat(buttons()).doesNotContain("Add account");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("an API token is shown once, right after it was made")
    void token() {
        open("settings/tokens", SettingsView.class);
        test(find(Button.class).withText("Make token").all().getFirst()).click();
        roundTrip();
        test(find(TextField.class).withLabel("Name").single()).setValue("nightly");
        test(find(Button.class).withText("Make token").all().getLast()).click();
        assertThat(find(CopyLine.class).all().getFirst().text()).startsWith("lsp_");

        test(find(Button.class).withText("Close").single()).click();
        roundTrip();
        open("settings/tokens", SettingsView.class);
        assertThat(find(CopyLine.class)
                        .withCondition(line -> line.text().startsWith("lsp_"))
                        .exists())
                .isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("two different new passwords are refused at the field, a wrong old one with a note")
    void password() {
        open("settings/password", SettingsView.class);
        test(find(PasswordField.class).withLabel("Present password").single()).setValue("wrong");
        test(find(PasswordField.class).withLabel("New password").single()).setValue("another long passphrase");
        PasswordField again =
                find(PasswordField.class).withLabel("Password once more").single();
        test(again).setValue("yet another");
        test(find(Button.class).withText("Change password").all().getLast()).click();
        assertThat(again.isInvalid()).isTrue();

        test(again).setValue("another long passphrase");
        test(find(Button.class).withText("Change password").all().getLast()).click();
        assertThat(find(ErrorNote.class).exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("the server tells what it is, and nothing secret")
    void server() {
        open("settings/server", SettingsView.class);
        assertThat(pageText()).contains("LONGSHORE_AGENT_PORT", "8444").doesNotContain("correct horse");
    }
}
