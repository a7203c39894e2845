package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.TestDatabase;
import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

/** Operations in PostgreSQL; the tests of the gateway do the same on H2. */
class OperationStorePostgresIT {

    private static final HostId ALPHA = HostId.of("h-aaaaaaaaaaaaaaaa");
    private static final HostId BETA = HostId.of("h-bbbbbbbbbbbbbbbb");
    private static final Instant AT = Instant.parse("2026-11-24T05:00:00.123456Z");

    private final OperationIds ids = new OperationIds(Clock.systemUTC());

    @Test
    void historyIsStoredFilteredAndPagedAsOnH2() {
        try (TestDatabase database = TestDatabase.postgres()) {
            OperationStore store = database.store(OperationStore.class);
            LiveOperation both = operation(ALPHA, BETA);
            LiveOperation one = operation(ALPHA);
            store.inTransaction(() -> store.insert(both, "key"));
            store.inTransaction(() -> store.insert(one, null));

            assertThatThrownBy(() -> store.inTransaction(() -> store.insert(operation(BETA), "key")))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(store.findByKey(0, "key").orElseThrow().view()).isEqualTo(both.view());
            assertThat(list(store, OperationQuery.newest(1), null)).isEqualTo("2: " + one.id);
            assertThat(list(store, new OperationQuery("pull", OperationState.QUEUED, BETA, "NG%", 0, 9), null))
                    .isEqualTo("0: ");
            assertThat(list(store, new OperationQuery("pull", OperationState.QUEUED, BETA, "NGINX", 0, 9), null))
                    .isEqualTo("1: " + both.id);
            assertThat(list(store, OperationQuery.newest(9), List.of(ALPHA))).isEqualTo("1: " + one.id);
            assertThat(list(store, OperationQuery.newest(9), List.of())).isEqualTo("0: ");

            LiveOperation.Part part = one.parts().iterator().next();
            part.state = OperationState.SUCCEEDED;
            part.startedAt = AT;
            part.finishedAt = AT;
            store.inTransaction(() -> store.update(one, part));

            assertThat(store.find(one.id).orElseThrow().view()).isEqualTo(one.view());
            assertThat(store.unfinished())
                    .singleElement()
                    .satisfies(stored -> assertThat(stored.view()).isEqualTo(both.view()));
            assertThat(store.deleteEndedBefore(AT.plusSeconds(1))).isOne();
            assertThat(store.find(one.id)).isEmpty();
        }
    }

    private static String list(OperationStore store, OperationQuery query, @Nullable List<HostId> visible) {
        var page = store.list(HistoryFilter.of(query, 7, visible), query.page(), query.size());
        return page.getTotalElements() + ": "
                + String.join(
                        " ", page.map(stored -> stored.view().id().value()).toList());
    }

    private LiveOperation operation(HostId... hosts) {
        return new LiveOperation(
                ids.next(),
                new Task.Pull(ImageRef.of("nginx:1.27"), false, null),
                Actor.system(),
                null,
                AT,
                false,
                null,
                List.of(hosts).stream()
                        .map(host -> new LiveOperation.Part(host, "name"))
                        .toList());
    }
}
