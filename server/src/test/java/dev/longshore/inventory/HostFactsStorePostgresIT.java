package dev.longshore.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.TestDatabase;
import dev.longshore.model.HostId;
import dev.longshore.wire.HostFacts;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;

/** The last known facts in PostgreSQL; the tests of the fleet do the same on H2. */
class HostFactsStorePostgresIT {

    private static final Instant AT = Instant.parse("2026-11-24T05:00:00.123456Z");

    /** What the database makes, for a store over the fleet of the test. */
    record Rows(HostFactsRows rows) {}

    @Test
    void whatAHostReportedLastIsThereAfterARestart() {
        try (TestDatabase database = TestDatabase.postgres()) {
            FleetFixture fleet = new FleetFixture(Clock.fixed(AT, ZoneOffset.UTC));
            HostFactsStore store = store(database, fleet.book());
            HostFacts first = HostFacts.newBuilder().setServerVersion("28.0").build();
            HostId host = fleet.host("alpha", first, FleetFixture.image(1, "a:1"));
            HostId silent = fleet.enrol("silent");
            store.storeChanges();

            HostContent stored = store(database, fleet.book()).load(host);
            assertThat(stored.wireFacts()).isEqualTo(first);
            assertThat(stored.imageCount()).isOne();
            assertThat(stored.counts()).isEqualTo(ContainerCounts.NONE);
            assertThat(stored.takenAt()).isEqualTo(AT);
            assertThat(stored.agentVersion()).isEqualTo("0.1.0");
            assertThat(store.load(silent)).isEqualTo(HostContent.EMPTY);

            HostFacts second = first.toBuilder().setServerVersion("29.0").build();
            fleet.snapshot(host, 1, 2, second, FleetFixture.container(1, "web", 1, "running"));
            store.storeChanges();
            stored = store(database, fleet.book()).load(host);
            assertThat(stored.wireFacts()).isEqualTo(second);
            assertThat(stored.imageCount()).isZero();
            assertThat(stored.counts().running()).isOne();

            fleet.remove(host);
            store.forget(host);
            store.storeChanges();
            assertThat(store.load(host)).isEqualTo(HostContent.EMPTY);
        }
    }

    private static HostFactsStore store(TestDatabase database, FleetBook book) {
        return new HostFactsStore(
                database.store(Rows.class).rows(), database.transaction(), new ObjectProvider<FleetBook>() {
                    @Override
                    public FleetBook getObject() {
                        return book;
                    }
                });
    }
}
