package dev.longshore.registries;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table {@code registry}. */
interface RegistryRows extends Repository<RegistryRow, Long> {

    RegistryRow saveAndFlush(RegistryRow row);

    Optional<RegistryRow> findById(Long id);

    Optional<RegistryRow> findByHost(String host);

    List<RegistryRow> findAllByOrderByNameKey();

    List<RegistryRow> findBySealedPasswordIsNotNull();

    void delete(RegistryRow row);
}
