package dev.longshore.registries;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Before the ports open, makes sure that every secret can be opened: a server with the wrong key does not start, and never
 * makes another one in its place. Secrets of an older key are sealed anew with the first.
 */
@Component
class VaultStart implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(VaultStart.class);

    private final KeyFile file;
    private final Vault vault;
    private final RegistryStore store;
    private final RegistrySettings settings;

    VaultStart(KeyFile file, Vault vault, RegistryStore store, RegistrySettings settings) {
        this.file = file;
        this.vault = vault;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<RegistryStore.Sealed> secrets = store.sealed();
        List<SealingKey> keys = file.read();
        if (keys != null) {
            vault.use(keys);
        }
        List<String> lost = secrets.stream()
                .filter(each -> !vault.knows(each.secret()))
                .map(RegistryStore.Sealed::name)
                .toList();
        if (!lost.isEmpty()) {
            if (!settings.kekLost()) {
                throw new WrongKey(complaint(keys, lost), null);
            }
            secrets.stream().filter(each -> !vault.knows(each.secret())).forEach(each -> store.forget(each.id()));
            LOG.warn("Forgot the sign-in of {}: their key is lost (LONGSHORE_KEK_LOST)", lost);
        }
        if (keys == null) {
            if (file.given()) {
                throw new WrongKey(file.path() + " of " + KeyFile.SETTING + " does not exist", null);
            }
            vault.use(file.make());
        }
        secrets.stream()
                .filter(each -> vault.knows(each.secret()) && !vault.isCurrent(each.secret()))
                .forEach(this::sealAnew);
    }

    private String complaint(@Nullable List<SealingKey> keys, List<String> lost) {
        return (keys == null ? file.path() + " is not there" : file.path() + " does not hold the key")
                + ", and without it the saved passwords of these registries can't be opened: " + lost;
    }

    private void sealAnew(RegistryStore.Sealed each) {
        store.reseal(each.id(), vault.seal(each.place(), vault.open(each.place(), each.secret())));
        LOG.info("The password of registry {} is sealed with the first key of {} now", each.name(), file.path());
    }
}
