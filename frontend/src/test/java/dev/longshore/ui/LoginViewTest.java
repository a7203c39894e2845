package dev.longshore.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.login.LoginForm;
import com.vaadin.flow.component.sidenav.SideNavItem;
import dev.longshore.access.Role;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.test.context.support.WithAnonymousUser;

class LoginViewTest extends PageTest {

    @Test
    @WithAnonymousUser
    @DisplayName("whoever is not signed in gets the sign-in, whatever the address")
    void anonymous() {
        for (String address : List.of("", "hosts", "hosts/h-0000000000000001", "images", "settings/accounts")) {
            UI.getCurrent().navigate(address);
            roundTrip();
            assertThat(getCurrentView()).as(address).isInstanceOf(LoginView.class);
        }
        assertThat(find(LoginForm.class).single().getAction()).isEqualTo("login");
    }

    @Test
    @WithAnonymousUser
    @DisplayName("a wrong password and too many tries have words of their own")
    void errors() {
        open("login?error", LoginView.class);
        assertThat(find(LoginForm.class).single().isError()).isTrue();
    }

    @Test
    @WithAnonymousUser
    @DisplayName("catalogue 25: the setup is closed once there is an account")
    void setupIsClosed() {
        UI.getCurrent().navigate("setup");
        roundTrip();
        assertThat(getCurrentView()).isInstanceOf(LoginView.class);
    }

    @Test
    @SignedIn
    @DisplayName("the navigation of an administrator has every page")
    void adminNavigation() {
        open("hosts", Component.class);
        assertThat(find(SideNavItem.class).all().stream().map(SideNavItem::getLabel))
                .containsExactly(
                        "Overview", "Hosts", "Images", "Containers", "Registries", "Operations", "Audit", "Settings");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("the navigation of a viewer has no dead entry")
    void viewerNavigation() {
        open("hosts", Component.class);
        assertThat(find(SideNavItem.class).all().stream().map(SideNavItem::getLabel))
                .containsExactly("Overview", "Hosts", "Images", "Containers", "Registries", "Operations", "Settings");
    }
}
