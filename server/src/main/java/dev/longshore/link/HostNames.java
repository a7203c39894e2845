package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.wire.SnapshotItem;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Names a host after its engine, if nobody has named it; the engine's name is known only once it was listed. */
@Component
class HostNames {

    private static final Logger log = LoggerFactory.getLogger(HostNames.class);

    private final MemberStore members;
    private final Issuing issuing;
    private final Listeners listeners;

    HostNames(MemberStore members, Issuing issuing, Listeners listeners) {
        this.members = members;
        this.issuing = issuing;
        this.listeners = listeners;
    }

    void learn(HostId host, List<SnapshotItem> items) {
        for (SnapshotItem item : items) {
            if (item.hasFacts()) {
                learn(host, Issuing.cleaned(item.getFacts().getEngineName()));
                return;
            }
        }
    }

    private void learn(HostId host, String name) {
        try {
            HostRecord record = members.host(host).orElse(null);
            if (record != null && !record.nameGiven() && !name.isEmpty()) {
                members.rename(host, issuing.freeName(name));
                listeners.tell(listener -> listener.hostChanged(host));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("{} keeps its provisional name: {}", host, e.getMessage());
        }
    }
}
