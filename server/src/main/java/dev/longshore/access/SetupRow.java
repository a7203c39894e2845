package dev.longshore.access;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** The one row of {@code setup_done}. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "setup_done")
@NamedQuery(
        name = "SetupRow.lock",
        query = "select s from SetupRow s where s.id = 1",
        lockMode = LockModeType.PESSIMISTIC_WRITE)
class SetupRow implements Persistable<Integer> {

    @Id
    private int id;

    private Instant doneAt = Instant.EPOCH;

    @Transient
    private boolean made;

    static SetupRow of(Instant at) {
        SetupRow row = new SetupRow();
        row.id = 1;
        row.doneAt = at;
        row.made = true;
        return row;
    }

    @Override
    public Integer getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return made;
    }
}
