package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who hears of operations")
class SightOfOperationsTest {

    private final Gateway gateway = new Gateway(Gateway.memory("sight"));

    private Operation pull(HostId host) {
        return gateway.operations.start(
                Actor.system(),
                new OperationRequest(new Task.Pull(ImageRef.of("app:1"), false, null), List.of(host), null, null));
    }

    @Test
    @DisplayName("those who see all of its hosts, and nobody else, also while it runs")
    void hearsOnlyOfHostsInSight() {
        HostId seen = gateway.host("seen");
        HostId hidden = gateway.host("hidden");
        Actor viewer =
                new Actor(7, "vic", List.of(new Grant(Role.VIEWER, Set.of(seen))), Actor.Method.TOKEN, "10.0.0.9", "1");
        List<Operation> heard = new CopyOnWriteArrayList<>();
        try (Fleet.Subscription _ = gateway.operations.subscribe(viewer, heard::add)) {
            Operation foreign = pull(hidden);
            Operation own = pull(seen);

            await().until(() ->
                    heard.stream().anyMatch(operation -> operation.id().equals(own.id())));
            assertThat(heard).noneMatch(operation -> operation.id().equals(foreign.id()));
        }
        gateway.runner.destroy();
    }
}
