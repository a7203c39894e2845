package dev.longshore.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.TestDatabase;
import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the audit promises on every database. */
abstract class AuditContract {

    private static final Actor ADMIN = new Actor(
            1, "ada", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.SESSION, "192.0.2.7", "0123456789abcdef");

    private TestDatabase database;
    private AuditLog audit;

    abstract TestDatabase open();

    @BeforeEach
    void openDatabase() {
        database = open();
        audit = new AuditLog(
                database.store(AuditStore.class),
                new Access(),
                database.transaction(),
                Clock.fixed(Instant.parse("2026-11-24T05:00:00.123456Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void linesAreNumberedWithoutGapsAndChained() {
        write(5);

        List<AuditEntry> lines = audit.list(ADMIN, "", Long.MAX_VALUE, 100);

        assertThat(lines).extracting(AuditEntry::seq).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(lines.getLast().previousHash()).isEqualTo("0".repeat(64));
        assertThat(lines.getFirst().previousHash()).isEqualTo(lines.get(1).hash());
        assertThat(audit.verify(ADMIN)).isEqualTo(new AuditVerdict(5, null, ""));
    }

    @Test
    void manyWritersAtOnceLeaveNoGapAndNoFork() throws Exception {
        int writers = 8;
        int each = 25;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                all.add(threads.submit(() -> write(each)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(audit.verify(ADMIN).checked()).isEqualTo((long) writers * each);
        assertThat(audit.verify(ADMIN).intact()).isTrue();
    }

    @Test
    void aLineIsUndoneWithTheTransactionOfItsAct() {
        write(1);

        assertThatThrownBy(() -> database.transaction().executeWithoutResult(_ -> {
                    write(1);
                    throw new IllegalStateException("the act failed");
                }))
                .hasMessage("the act failed");
        write(1);

        assertThat(audit.verify(ADMIN)).isEqualTo(new AuditVerdict(2, null, ""));
    }

    @Test
    @DisplayName("catalogue 52: an edited, removed, moved or cut line is found and named")
    void tamperingIsFoundAndNamed() {
        Map<String, Long> attacks = Map.of(
                "UPDATE audit_entry SET actor = 'eve' WHERE seq = 4",
                4L,
                "UPDATE audit_entry SET recorded_at = recorded_at + INTERVAL '1' SECOND WHERE seq = 6",
                6L,
                "UPDATE audit_entry SET was_allowed = FALSE WHERE seq = 2",
                2L,
                "UPDATE audit_entry SET parameters_json = 'no json' WHERE seq = 9",
                9L,
                "UPDATE audit_entry SET hash = previous_hash WHERE seq = 3",
                3L,
                "DELETE FROM audit_entry WHERE seq = 5",
                5L,
                "DELETE FROM audit_entry WHERE seq = 1",
                1L,
                "DELETE FROM audit_entry WHERE seq > 7",
                8L,
                "DELETE FROM audit_entry",
                1L,
                "UPDATE audit_entry SET seq = CASE seq WHEN 4 THEN -5 WHEN 5 THEN -4 END WHERE seq IN (4, 5);"
                        + "UPDATE audit_entry SET seq = -seq WHERE seq < 0",
                4L);
        attacks.forEach((attack, firstBad) -> {
            try (TestDatabase fresh = open()) {
                AuditLog attacked = new AuditLog(
                        fresh.store(AuditStore.class), new Access(), fresh.transaction(), Clock.systemUTC());
                IntStream.range(0, 10).forEach(_ -> write(attacked));
                assertThat(attacked.verify(ADMIN).intact()).isTrue();

                for (String statement : attack.split(";", -1)) {
                    fresh.jdbc().sql(statement).update();
                }

                assertThat(attacked.verify(ADMIN).firstBad()).as(attack).isEqualTo(firstBad);
            }
        });
    }

    @Test
    @DisplayName("catalogue 54: what can't be recorded is refused with STORAGE, and its transaction undone")
    void whatCanNotBeRecordedIsRefused() {
        database.jdbc().sql("CREATE TABLE act (id INT)").update();
        database.jdbc().sql("ALTER TABLE audit_entry RENAME TO gone").update();

        assertThatThrownBy(() -> database.transaction().executeWithoutResult(_ -> {
                    database.jdbc().sql("INSERT INTO act VALUES (1)").update();
                    write(1);
                }))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.STORAGE));

        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM act")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("catalogue 53: line breaks, escape sequences and direction marks are spelled out, in rows and export")
    void controlCharactersAreSpelledOut() throws Exception {
        audit.record(
                ADMIN,
                "image.pull",
                "nginx\r\n\u001b[31mroot logged in\u202e",
                Map.of("k\n", "\u0000\u009b2J=cmd()"),
                true,
                "intent\n",
                "o-1\t");

        StringBuilder export = new StringBuilder();
        audit.export(ADMIN, export);
        AuditEntry line = audit.list(ADMIN, "nginx", Long.MAX_VALUE, 1).getFirst();

        assertThat(line.object()).isEqualTo("nginx\\u000D\\u000A\\u001B[31mroot logged in\\u202E");
        assertThat(line.parameters()).containsExactly(Map.entry("k\\u000A", "\\u0000\\u009B2J=cmd()"));
        assertThat(export.toString().lines()).hasSize(2);
        assertThat(export.toString().replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]");
    }

    @Test
    void longTextsAreCutAndStillFit() {
        audit.record(
                ADMIN,
                "a".repeat(5000),
                "\u0001".repeat(5000),
                IntStream.range(0, 100)
                        .boxed()
                        .collect(java.util.stream.Collectors.toMap(i -> "p" + i, _ -> "界".repeat(5000))),
                true,
                "r".repeat(5000),
                "o".repeat(5000));

        assertThat(audit.verify(ADMIN).intact()).isTrue();
    }

    @Test
    void aPageIsFilteredByTextAsTyped() {
        audit.record(ADMIN, "image.pull", "nginx_1", Map.of(), true, "intent", "o-1");
        audit.record(ADMIN, "image.pull", "nginx-1", Map.of(), true, "intent", "o-2");
        audit.record(ADMIN, "host.remove", "alpha", Map.of(), false, "refused", null);

        assertThat(audit.list(ADMIN, "NGINX_1", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::object)
                .containsExactly("nginx_1");
        assertThat(audit.list(ADMIN, "o-2", Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(audit.list(ADMIN, "%", Long.MAX_VALUE, 10)).isEmpty();
        assertThat(audit.list(ADMIN, "", 3, 1)).extracting(AuditEntry::seq).containsExactly(2L);
    }

    @Test
    void viewersDoNotSeeIt() {
        Actor viewer = new Actor(2, "vic", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.TOKEN, "", "7");

        assertThatThrownBy(() -> audit.list(viewer, "", 10, 10)).hasMessageContaining("AUDIT_VIEW");
        assertThatThrownBy(() -> audit.verify(viewer)).hasMessageContaining("AUDIT_VIEW");
        assertThatThrownBy(() -> audit.export(viewer, new StringBuilder())).hasMessageContaining("AUDIT_VIEW");
    }

    private void write(int lines) {
        IntStream.range(0, lines).forEach(_ -> write(audit));
    }

    private static void write(AuditLog audit) {
        audit.record(
                ADMIN,
                "image.pull",
                "docker.io/library/nginx:1.27",
                Map.of("hosts", "alpha, beta"),
                true,
                "intent",
                "o-1");
    }
}
