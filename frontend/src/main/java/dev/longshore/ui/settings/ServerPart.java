package dev.longshore.ui.settings;

import com.vaadin.flow.component.html.Div;
import dev.longshore.LongshoreSettings;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.Panel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this server is and how it was set up; nothing secret. */
final class ServerPart extends Div {

    ServerPart(LongshoreSettings settings) {
        addClassName("ls-fact-groups");
        Runtime runtime = Runtime.getRuntime();
        String version = LongshoreSettings.class.getPackage().getImplementationVersion();
        add(
                new Panel(
                        getTranslation("server.server"),
                        new Facts()
                                .fact(getTranslation("facts.version"), version == null ? "" : version)
                                .fact("Java", Runtime.version().toString())
                                .fact(
                                        getTranslation("server.started"),
                                        new Moment(Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean()
                                                .getStartTime())))
                                .fact(
                                        getTranslation("server.memory"),
                                        Bytes.binary(runtime.totalMemory() - runtime.freeMemory())
                                                + " / "
                                                + Bytes.binary(runtime.maxMemory()))),
                new Panel(
                        getTranslation("server.settings"),
                        new Facts()
                                .fact("LONGSHORE_PORT", Integer.toString(settings.port()))
                                .fact("LONGSHORE_AGENT_PORT", Integer.toString(settings.agentPort()))
                                .fact("LONGSHORE_TLS", settings.tls() ? "on" : "off")
                                .fact("LONGSHORE_TLS_CERT_FILE", path(settings.tlsCertFile()))
                                .fact("LONGSHORE_AGENT_URL", settings.agentUrl() == null ? "" : settings.agentUrl())
                                .fact("LONGSHORE_HOSTNAMES", settings.hostnames())
                                .fact("LONGSHORE_TRUSTED_PROXIES", settings.trustedProxies())
                                .fact(
                                        "LONGSHORE_DATA_DIR",
                                        settings.dataDir().toAbsolutePath().toString())),
                new Panel(getTranslation("server.hints"), hints()));
    }

    private Div hints() {
        Div hints = new Div();
        hints.addClassName("ls-lines");
        for (String key : List.of("server.hint.proxy", "server.hint.backup", "server.hint.api")) {
            hints.add(new Div(getTranslation(key)));
        }
        return hints;
    }

    private static String path(@Nullable Path path) {
        return path == null ? "" : path.toString();
    }
}
