package dev.longshore.inventory;

import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.link.AgentSession;
import dev.longshore.model.HostId;
import dev.longshore.wire.SnapshotItem;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RemovedHostTest {

    private final FleetFixture agents = new FleetFixture(Clock.systemUTC());

    @Test
    @DisplayName("catalogue 73: a host that is removed while its inventory is read leaves no images behind")
    void removedWhileReporting() throws InterruptedException {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/nginx:1.27"));
        AgentSession session = agents.session(alpha);
        List<SnapshotItem> items = FleetFixture.items(
                1, 2, image(1, "docker.io/library/nginx:1.27"), image(2, "docker.io/library/redis:8"));
        Thread removal = new Thread(() -> agents.remove(alpha));

        agents.book().snapshot(session, new AbstractList<>() {
            @Override
            public SnapshotItem get(int index) {
                if (removal.getState() == Thread.State.NEW) {
                    removal.start();
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> removal.getState() == Thread.State.BLOCKED || !removal.isAlive());
                }
                return items.get(index);
            }

            @Override
            public int size() {
                return items.size();
            }
        });
        removal.join();

        assertThat(agents.book().matrix().references(null)).containsExactly(0, 0);
        agents.book().snapshot(session, items);
        assertThat(agents.book().matrix().references(null)).containsExactly(0, 0);
    }
}
