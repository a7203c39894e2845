package dev.longshore.inventory;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.wire.HostFacts;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** A row of {@code host_facts}. */
@Entity
@Table(name = "host_facts")
class HostFactsRow implements Persistable<String> {

    @Id
    private String hostId = "";

    private byte[] facts = {};
    private int images;
    private int running;
    private int paused;
    private int restarting;
    private int created;
    private int exited;
    private int unhealthy;
    private Instant takenAt = Instant.EPOCH;
    private String agentVersion = "";

    @Transient
    private boolean made;

    static HostFactsRow of(String hostId) {
        HostFactsRow row = new HostFactsRow();
        row.hostId = hostId;
        row.made = true;
        return row;
    }

    void set(HostFacts known, ContainerCounts counts, int imageCount, Instant at, String version) {
        facts = known.toByteArray();
        images = imageCount;
        running = counts.running();
        paused = counts.paused();
        restarting = counts.restarting();
        created = counts.created();
        exited = counts.exited();
        unhealthy = counts.unhealthy();
        takenAt = at;
        agentVersion = version;
    }

    HostContent content() {
        try {
            return HostContent.lastKnown(
                    HostFacts.parseFrom(facts),
                    new ContainerCounts(running, paused, restarting, created, exited, unhealthy, 0),
                    images,
                    takenAt,
                    agentVersion);
        } catch (InvalidProtocolBufferException _) {
            return HostContent.EMPTY;
        }
    }

    @Override
    public String getId() {
        return hostId;
    }

    @Override
    public boolean isNew() {
        return made;
    }
}
