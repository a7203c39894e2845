package dev.longshore.registries;

import org.jspecify.annotations.Nullable;

/**
 * What to make of a registry; null leaves a field as it is, an empty text clears it.
 *
 * @param password write-only
 * @param certificateAuthority PEM
 */
public record RegistryChange(
        @Nullable String name,
        @Nullable String host,
        @Nullable String username,
        @Nullable String password,
        @Nullable String certificateAuthority,
        @Nullable Boolean plainHttp) {

    @Override
    public String toString() {
        return "RegistryChange[" + name + " " + host + "]";
    }
}
