package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.TestDatabase;
import dev.longshore.model.HostId;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

/** Hosts and join tokens in PostgreSQL; the tests of the link do the same on H2. */
class MemberStorePostgresIT {

    private static final HostId ALPHA = HostId.of("h-aaaaaaaaaaaaaaaa");
    private static final HostId BETA = HostId.of("h-bbbbbbbbbbbbbbbb");

    @Test
    void aTokenIsUsedOnceBeforeItExpires() {
        try (TestDatabase database = TestDatabase.postgres()) {
            MemberStore store = database.store(MemberStore.class);
            TokenRecord token =
                    new TokenRecord("t1", "digest", "alpha", "a=1\nb=2", "admin", 100, 200, null, null, null);
            store.add(token);
            assertThat(store.token("t1")).contains(token);

            assertThat(store.use("t1", 200, "late", ALPHA)).isFalse();
            assertThat(store.use("t1", 150, "thumb", ALPHA)).isTrue();
            assertThat(store.use("t1", 151, "other", BETA)).isFalse();
            assertThat(store.token("t1"))
                    .contains(new TokenRecord(
                            "t1", "digest", "alpha", "a=1\nb=2", "admin", 100, 200, 150L, "thumb", ALPHA.value()));

            store.forgetTokensBefore(200);
            assertThat(store.token("t1")).isPresent();
            store.forgetTokensBefore(201);
            assertThat(store.token("t1")).isEmpty();
        }
    }

    @Test
    void namesAreTakenWhateverTheirCaseAndFreeAfterRemoval() {
        try (TestDatabase database = TestDatabase.postgres()) {
            MemberStore store = database.store(MemberStore.class);
            HostRecord alpha = host(ALPHA, "Alpha");
            store.add(alpha);
            assertThat(store.host(ALPHA)).contains(alpha);
            assertThat(store.isTaken("ALPHA")).isTrue();
            assertThatThrownBy(() -> store.add(host(BETA, "alpha"))).isInstanceOf(DuplicateKeyException.class);

            store.add(host(BETA, "beta"));
            assertThatThrownBy(() -> store.rename(BETA, "aLPHA")).isInstanceOf(DuplicateKeyException.class);
            assertThat(store.hosts()).extracting(HostRecord::name).containsExactly("Alpha", "beta");

            assertThat(store.remove(ALPHA, 500)).isTrue();
            assertThat(store.remove(ALPHA, 501)).isFalse();
            store.rename(BETA, "alpha");
            assertThat(store.hosts()).extracting(HostRecord::name).containsExactly("alpha");
            assertThat(store.host(ALPHA).orElseThrow().removedMs()).isEqualTo(500);
        }
    }

    @Test
    void certificatesOnlyMoveForward() {
        try (TestDatabase database = TestDatabase.postgres()) {
            MemberStore store = database.store(MemberStore.class);
            store.add(host(ALPHA, "alpha"));
            assertThat(store.issue(ALPHA, 1, 2, "second", 900)).isTrue();
            assertThat(store.issue(ALPHA, 1, 2, "also second", 901)).isFalse();
            store.seen(ALPHA, 5);
            store.seen(ALPHA, 4);
            store.quarantine(ALPHA, 700);
            store.quarantine(ALPHA, 701);
            store.countRecovery(ALPHA);
            store.lastSeen(ALPHA, 800);

            assertThat(store.host(ALPHA))
                    .contains(new HostRecord(
                            ALPHA, "alpha", true, "a=1", 300, null, 700L, 800L, "key", "thumb", "second", 900, 5, 5,
                            1));
        }
    }

    private static HostRecord host(HostId id, String name) {
        return new HostRecord(id, name, true, "a=1", 300, null, null, null, "key", "thumb", "first", 400, 1, 0, 0);
    }
}
