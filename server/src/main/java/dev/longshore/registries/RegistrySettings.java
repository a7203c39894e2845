package dev.longshore.registries;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of registries, {@code LONGSHORE_*}; docs/guide/settings.md explains each.
 *
 * @param kekFile holds the keys that seal secrets; null for {@code kek} in the data directory, made when first needed
 * @param kekLost whether secrets whose key is gone shall be forgotten at this start
 * @param updateChecks whether registries are asked what the tags that hosts hold name now
 * @param updateInterval between two questions for the same tag; a minute at least
 * @param registryNetworks networks (CIDR) where registries may be although they are this machine's own or a link's
 */
@ConfigurationProperties("longshore")
record RegistrySettings(
        @Nullable Path kekFile,
        @DefaultValue("off") boolean kekLost,
        @DefaultValue List<String> registryNetworks,
        @DefaultValue("on") boolean updateChecks,
        @DefaultValue("6h") Duration updateInterval) {

    RegistrySettings {
        registryNetworks = List.copyOf(registryNetworks);
        if (updateInterval.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("LONGSHORE_UPDATE_INTERVAL must be a minute at least");
        }
    }
}
