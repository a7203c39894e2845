package dev.longshore.inventory;

import dev.longshore.model.HostId;
import dev.longshore.wire.HostFacts;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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

    private final HostFactsRows rows;
    private final TransactionTemplate transaction;
    private final ObjectProvider<FleetBook> book;
    private final Map<HostId, HostContent> stored = new ConcurrentHashMap<>();

    HostFactsStore(HostFactsRows rows, TransactionTemplate transaction, ObjectProvider<FleetBook> book) {
        this.rows = rows;
        this.transaction = transaction;
        this.book = book;
    }

    /** What is stored of the host. */
    HostContent load(HostId host) {
        try {
            return rows.findById(host.value()).map(HostFactsRow::content).orElse(HostContent.EMPTY);
        } catch (DataAccessException | TransactionException fault) {
            LOG.warn("The last known facts of host {} can't be read", host, fault);
            return HostContent.EMPTY;
        }
    }

    /** The host is gone: what it reported goes too. */
    synchronized void forget(HostId host) {
        stored.remove(host);
        try {
            transaction.executeWithoutResult(_ -> rows.deleteById(host.value()));
        } catch (DataAccessException | TransactionException fault) {
            LOG.warn("The last known facts of host {}, which is gone, can't be deleted", host, fault);
        }
    }

    /** Stores what changed since the last time. */
    @Scheduled(fixedDelayString = "PT15S", initialDelayString = "PT5S")
    synchronized void storeChanges() {
        FleetBook fleet = book.getObject();
        Set<HostId> present = new HashSet<>();
        for (HostBook each : fleet.books()) {
            HostView view = each.shown().view();
            HostContent content = each.shown().content();
            present.add(view.id());
            HostContent before = stored.get(view.id());
            if (fleet.book(view.id()) == null // it is gone since, and forgotten
                    || content.wireFacts() == null
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
            } catch (DataAccessException | TransactionException fault) {
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
        String id = view.id().value();
        HostFactsRow row = rows.findById(id).orElseGet(() -> HostFactsRow.of(id));
        row.set(facts, content.counts(), content.imageCount(), takenAt, view.agentVersion());
        if (row.isNew()) {
            rows.save(row);
        }
    }
}
