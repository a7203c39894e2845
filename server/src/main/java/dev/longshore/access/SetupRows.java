package dev.longshore.access;

import java.util.Optional;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code setup_done}. */
interface SetupRows extends Repository<SetupRow, Integer> {

    SetupRow saveAndFlush(SetupRow row);

    /** Waits for whoever holds the row, and holds it until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<SetupRow> lock();
}
