package dev.longshore.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NotFoundViewTest extends PageTest {

    @Test
    @SignedIn
    @DisplayName("an address without a page says so in our words, does not repeat it, and leads back")
    void unknownAddress() {
        UI.getCurrent().navigate("no-such-place");
        roundTrip();

        assertThat(getCurrentView()).isInstanceOf(NotFoundView.class);
        assertThat(pageText()).contains("There is no such page", "Containers").doesNotContain("no-such-place");
        assertThat(find(Anchor.class).all()).extracting(Anchor::getHref).contains("");
    }
}
