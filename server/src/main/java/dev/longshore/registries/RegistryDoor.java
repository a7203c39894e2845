package dev.longshore.registries;

import dev.longshore.registries.client.Endpoint;
import dev.longshore.registries.client.RegistryClient;
import dev.longshore.registries.client.RegistryConnection;
import org.springframework.stereotype.Component;

/** The way from here to registries: as each is kept, with its account, and never to a closed address. */
@Component
class RegistryDoor implements AutoCloseable {

    private final RegistryClient client;
    private final Vault vault;

    RegistryDoor(RegistrySettings settings, Vault vault) {
        this.client = new RegistryClient(settings.registryNetworks());
        this.vault = vault;
    }

    /** Connects when something is asked; {@code SECRET_UNREADABLE} if its password can't be opened. */
    RegistryConnection open(RegistryRow row) {
        Registry registry = row.registry();
        String password = RegistryStore.sealed(row)
                .map(kept -> vault.open(kept.place(), kept.secret()))
                .orElse("");
        return client.open(new Endpoint(
                registry.host(),
                registry.plainHttp(),
                registry.certificateAuthority(),
                password.isEmpty() ? "" : registry.username(),
                password));
    }

    @Override
    public void close() {
        client.close();
    }
}
