package dev.longshore.inventory;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table {@code host_facts}. */
interface HostFactsRows extends Repository<HostFactsRow, String> {

    Optional<HostFactsRow> findById(String hostId);

    HostFactsRow save(HostFactsRow row);

    void deleteById(String hostId);
}
