package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.BuildSettings;
import dev.longshore.wire.RegistryCredentials;
import java.util.List;
import java.util.Map;

/**
 * A build as the engine is asked for it. It has no name to give, which would take that from another image, and no remote
 * context: an engine fetches nothing that this did not bring.
 *
 * @param arguments by name; their values may be secrets
 * @param signIns of registries that base images are pulled from: the engine gives each to its own registry only
 * @param buildKit whether it is BuildKit that builds, else the classic builder, or Podman's own
 */
record ImageBuild(
        BuildSettings settings, Map<String, String> arguments, List<RegistryCredentials> signIns, boolean buildKit) {

    /** The query of the request. */
    String query() {
        StringBuilder query = new StringBuilder("?rm=1&forcerm=1&version=").append(buildKit ? 2 : 1);
        query.append("&nocache=").append(settings.noCache() ? 1 : 0);
        query.append("&pull=").append(settings.pull() ? 1 : 0);
        query.append("&dockerfile=")
                .append(EngineApi.encoded(settings.dockerfile().text()));
        if (!settings.target().isEmpty()) {
            query.append("&target=").append(EngineApi.encoded(settings.target()));
        }
        if (settings.platform() != null) {
            query.append("&platform=")
                    .append(EngineApi.encoded(settings.platform().toString()));
        }
        if (!arguments.isEmpty()) {
            query.append("&buildargs=").append(json(arguments));
        }
        if (!settings.labels().isEmpty()) {
            query.append("&labels=").append(json(settings.labels()));
        }
        return query.toString();
    }

    Map<String, String> headers() {
        return signIns.isEmpty()
                ? Map.of("Content-Type", "application/x-tar")
                : Map.of("Content-Type", "application/x-tar", "X-Registry-Config", RegistryLogin.header(signIns));
    }

    private static String json(Map<String, String> pairs) {
        ObjectNode node = EngineClient.JSON.createObjectNode();
        pairs.forEach(node::put);
        return EngineApi.encoded(node.toString());
    }

    /** Without the values of its arguments, and without passwords. */
    @Override
    public String toString() {
        return "ImageBuild[" + settings + ", " + arguments.keySet() + ", buildKit=" + buildKit + "]";
    }
}
