package dev.longshore.access;

import dev.longshore.LongshoreSettings;
import dev.longshore.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Before the ports open, makes sure that somebody can become the first administrator: with the password in the settings, or
 * else with the setup secret.
 */
@Component
final class FirstStart implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(FirstStart.class);

    private final Accounts accounts;
    private final SetupSecret secret;
    private final LongshoreSettings settings;

    FirstStart(Accounts accounts, SetupSecret secret, LongshoreSettings settings) {
        this.accounts = accounts;
        this.secret = secret;
        this.settings = settings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            if (!accounts.needsSetup()) {
                secret.close();
                return;
            }
            Optional<String> password =
                    Secret.of("LONGSHORE_ADMIN_PASSWORD", settings.adminPassword(), settings.adminPasswordFile());
            if (password.isPresent()) {
                accounts.createFirst("admin", password.get());
                log.info("Made the account admin with the password of the settings");
            } else {
                log.info("Setup secret: {} (also in {})", secret.open(), secret.file());
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException("can't keep the setup secret", trouble);
        }
    }
}
