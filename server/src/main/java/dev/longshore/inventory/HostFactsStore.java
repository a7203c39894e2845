package dev.longshore.inventory;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.model.HostId;
import dev.longshore.wire.HostFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The last known facts and counts of each host, so that a host that is offline still shows them after a restart of the
 * server. Written behind, never in the way of the link: to lose the last seconds costs nothing that the agent won't tell
 * again.
 */
@Component
class HostFactsStore {

    private static final Logger LOG = LoggerFactory.getLogger(HostFactsStore.class);
    private static final int MOST_BYTES = 1_000_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectProvider<FleetBook> book;
    private final Map<HostId, HostContent> stored = new ConcurrentHashMap<>();

    HostFactsStore(JdbcClient jdbc, TransactionTemplate transaction, ObjectProvider<FleetBook> book) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.book = book;
    }

    /** What is stored of the host. */
    HostContent load(HostId host) {
        try {
            return jdbc.sql("SELECT * FROM host_facts WHERE host_id = ?")
                    .param(host.value())
                    .query((row, _) -> content(row))
                    .optional()
                    .orElse(HostContent.EMPTY);
        } catch (DataAccessException fault) {
            LOG.warn("The last known facts of host {} can't be read", host, fault);
            return HostContent.EMPTY;
        }
    }

    private static HostContent content(ResultSet row) throws SQLException {
        ContainerCounts counts = new ContainerCounts(
                row.getInt("running"),
                row.getInt("paused"),
                row.getInt("restarting"),
                row.getInt("created"),
                row.getInt("exited"),
                row.getInt("unhealthy"));
        try {
            return HostContent.lastKnown(
                    HostFacts.parseFrom(row.getBytes("facts")),
                    counts,
                    row.getInt("images"),
                    row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                    row.getString("agent_version"));
        } catch (InvalidProtocolBufferException _) {
            return HostContent.EMPTY;
        }
    }

    /** Stores what changed since the last time. */
    @Scheduled(fixedDelayString = "PT15S", initialDelayString = "PT5S")
    void storeChanges() {
        FleetBook fleet = book.getObject();
        Set<HostId> present = new HashSet<>();
        for (HostBook each : fleet.books()) {
            HostView view = each.shown().view();
            HostContent content = each.shown().content();
            present.add(view.id());
            HostContent before = stored.get(view.id());
            if (content.wireFacts() == null
                    || content.takenAt() == null
                    || (before != null
                            && content.wireFacts().equals(before.wireFacts())
                            && content.counts().equals(before.counts())
                            && content.imageCount() == before.imageCount())) {
                continue;
            }
            try {
                transaction.executeWithoutResult(_ -> store(view, content));
                stored.put(view.id(), content);
            } catch (DataAccessException fault) {
                LOG.warn("The facts of host {} can't be stored: {}", view.name(), fault.getMessage());
                return;
            }
        }
        stored.keySet().retainAll(present);
    }

    private void store(HostView view, HostContent content) {
        HostFacts facts = content.wireFacts();
        Instant takenAt = view.dataAt();
        if (facts == null || takenAt == null || facts.getSerializedSize() > MOST_BYTES) {
            return;
        }
        jdbc.sql("DELETE FROM host_facts WHERE host_id = ?")
                .param(view.id().value())
                .update();
        ContainerCounts counts = content.counts();
        jdbc.sql("""
                INSERT INTO host_facts (host_id, facts, images, running, paused, restarting, created, exited,
                    unhealthy, taken_at, agent_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        view.id().value(),
                        facts.toByteArray(),
                        content.imageCount(),
                        counts.running(),
                        counts.paused(),
                        counts.restarting(),
                        counts.created(),
                        counts.exited(),
                        counts.unhealthy(),
                        takenAt.atOffset(ZoneOffset.UTC),
                        view.agentVersion())
                .update();
    }
}
