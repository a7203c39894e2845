package dev.longshore.ui.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class UiFeedTest extends PageTest {

    @Autowired
    private UiFeed feed;

    @Test
    @SignedIn
    @DisplayName("a flood of changes comes in few deliveries, and only to those who watch that host")
    void coalesced() {
        HarbourScene scene = scene();
        HostId beta = scene.id("beta");
        List<Changes> ofBeta = new ArrayList<>();
        List<Changes> ofLab = new ArrayList<>();
        Div owner = new Div();
        feed.watch(owner, Interest.host(beta), ofBeta::add);
        feed.watch(owner, Interest.host(scene.id("lab")), ofLab::add);
        UI.getCurrent().add(owner);

        for (int number = 0; number < 500; number++) {
            harbour.event(beta, "container", "exec_start", "a".repeat(64), "n" + number, Duration.ZERO);
        }
        await(() -> ofBeta.stream()
                .flatMap(changes -> changes.events().stream())
                .anyMatch(event -> event.name().equals("n499")));
        // 500 events, at most three deliveries a second, and never more than a hundred of a flood in one
        assertThat(ofBeta)
                .hasSizeLessThan(60)
                .allSatisfy(changes -> assertThat(changes.events()).hasSizeLessThanOrEqualTo(100));
        assertThat(ofLab).allSatisfy(changes -> assertThat(changes.hosts()).containsOnly(scene.id("lab")));
        assertThat(ofLab.stream().flatMap(changes -> changes.events().stream()))
                .allMatch(event -> event.hostName().equals("lab"));
    }

    @Test
    @SignedIn
    @DisplayName("what is gone from the page hears nothing, and leaves nothing behind")
    void detached() {
        HarbourScene scene = scene();
        TabFeed tab = ComponentUtil.getData(UI.getCurrent(), TabFeed.class);
        int before = tab == null ? 0 : tab.watchers();
        List<Changes> heard = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            Div owner = new Div();
            feed.watch(owner, Interest.fleet(), heard::add);
            UI.getCurrent().add(owner);
            UI.getCurrent().remove(owner);
        }
        TabFeed after = ComponentUtil.getData(UI.getCurrent(), TabFeed.class);
        assertThat(after).isNotNull();
        assertThat(after.watchers()).isEqualTo(before);
        harbour.event(scene.id("beta"), "container", "die", "a".repeat(64), "x", Duration.ZERO);
        roundTrip();
        assertThat(heard).isEmpty();
    }
}
