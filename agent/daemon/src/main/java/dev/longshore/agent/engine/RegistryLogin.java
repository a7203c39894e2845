package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sign-in to the registry of an image: credentials go to the registry that they name, and to no other. */
final class RegistryLogin {

    private static final String DOCKER_HUB_LOGIN = "https://index.docker.io/v1/";
    private static final Set<String> DOCKER_HUB =
            Set.of("docker.io", "index.docker.io", "registry-1.docker.io", DOCKER_HUB_LOGIN);

    private RegistryLogin() {}

    /** The credentials as the engine wants them, or null if they name nobody. */
    static @Nullable RegistryCredentials of(RegistryCredentials given, ImageRef ref) {
        if (given.getUsername().isEmpty()) {
            return null;
        }
        String named = given.getRegistry().toLowerCase(Locale.ROOT);
        boolean hub = DOCKER_HUB.contains(named) && ref.domain().equals("docker.io");
        if (!hub && !named.equals(ref.domain().toLowerCase(Locale.ROOT))) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "the credentials are for " + SafeText.quote(named) + ", the image is at " + ref.domain(),
                    "Give credentials for " + ref.domain() + ", or none.");
        }
        return hub ? given.toBuilder().setRegistry(DOCKER_HUB_LOGIN).build() : given;
    }

    /** The credentials for one of the registries that a build may pull from. */
    static RegistryCredentials ofAny(RegistryCredentials given) {
        String named = given.getRegistry().toLowerCase(Locale.ROOT);
        if (named.isEmpty() || given.getUsername().isEmpty()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "credentials without a registry or a name");
        }
        return given.toBuilder()
                .setRegistry(DOCKER_HUB.contains(named) ? DOCKER_HUB_LOGIN : named)
                .build();
    }

    /** The header that gives a build the credentials, each under its registry. */
    static String header(List<RegistryCredentials> signIns) {
        ObjectNode registries = EngineClient.JSON.createObjectNode();
        for (RegistryCredentials each : signIns) {
            registries
                    .putObject(each.getRegistry())
                    .put("username", each.getUsername())
                    .put("password", each.getPassword());
        }
        return Base64.getUrlEncoder().encodeToString(registries.toString().getBytes(StandardCharsets.UTF_8));
    }
}
