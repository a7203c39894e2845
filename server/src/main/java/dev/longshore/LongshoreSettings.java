package dev.longshore;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server's settings, {@code longshore.*} or {@code LONGSHORE_*}; docs/guide/settings.md explains each.
 *
 * @param dataDir database, CA and keys; made with mode 0700
 * @param port for browsers and the API
 * @param agentPort for agents only
 * @param tls whether {@code port} speaks HTTPS; off behind a reverse proxy
 * @param tlsCertFile PEM chain for {@code port}, or null for a certificate of Longshore's own CA
 * @param hostnames further names and addresses for the server's certificate
 * @param agentUrl what agents dial, as shown in install lines; null to derive it from the browser's address
 * @param bootstrapTokenFile where to keep a fresh join token until one was used, or null
 * @param trustedProxies networks (CIDR) whose X-Forwarded headers are believed
 */
@ConfigurationProperties("longshore")
public record LongshoreSettings(
        @DefaultValue("data") Path dataDir,
        @DefaultValue("8443") int port,
        @DefaultValue("8444") int agentPort,
        @DefaultValue("on") boolean tls,
        @Nullable Path tlsCertFile,
        @Nullable Path tlsKeyFile,
        @DefaultValue List<String> hostnames,
        @Nullable String agentUrl,
        @Nullable String adminPassword,
        @Nullable Path adminPasswordFile,
        @Nullable Path bootstrapTokenFile,
        @DefaultValue List<String> trustedProxies) {

    public LongshoreSettings {
        hostnames = List.copyOf(hostnames);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
