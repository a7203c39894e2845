package dev.longshore.registries;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of registries, {@code LONGSHORE_*}; docs/guide/settings.md explains each.
 *
 * @param kekFile holds the keys that seal secrets; null for {@code kek} in the data directory, made when first needed
 * @param kekLost whether secrets whose key is gone shall be forgotten at this start
 * @param registryNetworks networks (CIDR) where registries may be although they are this machine's own or a link's
 */
@ConfigurationProperties("longshore")
record RegistrySettings(
        @Nullable Path kekFile,
        @DefaultValue("off") boolean kekLost,
        @DefaultValue List<String> registryNetworks) {

    RegistrySettings {
        registryNetworks = List.copyOf(registryNetworks);
    }
}
