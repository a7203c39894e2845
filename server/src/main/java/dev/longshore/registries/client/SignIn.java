package dev.longshore.registries.client;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Signs in as a registry's challenge asks: Basic, or with a token of the service that the challenge names. That service gets
 * the password only over TLS, or where the registry itself is spoken to without it and is the same host.
 */
final class SignIn {

    private static final int TOKEN_BYTES = 256 << 10;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=:-]{1,60000}");

    private final Endpoint endpoint;
    private final Transport transport;
    private final Faults faults;
    private final Consumer<Answer> limited;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private volatile boolean basic;

    /** @param limited is shown each answer of a token service, which may have had enough of us too */
    SignIn(Endpoint endpoint, Transport transport, Faults faults, Consumer<Answer> limited) {
        this.limited = limited;
        this.endpoint = endpoint;
        this.transport = transport;
        this.faults = faults;
    }

    /** The header for a request, as far as it is known already what the registry wants; or null. */
    @Nullable
    String header(String scope) {
        String token = tokens.get(scope);
        return token != null ? "Bearer " + token : basic ? password() : null;
    }

    /** Whether anything was signed in to. */
    boolean done() {
        return basic || !tokens.isEmpty();
    }

    /** The header that answers a challenge; null if there is none to give. */
    @Nullable
    String answer(Answer challenged, String scope, Deadline deadline) {
        Challenge challenge = Challenge.of(challenged.header("www-authenticate"));
        return switch (challenge.scheme()) {
            case "basic" -> {
                basic = endpoint.signsIn();
                yield basic ? password() : null;
            }
            case "bearer" -> {
                String token = token(challenge, scope, deadline);
                tokens.put(scope, token);
                yield "Bearer " + token;
            }
            default -> null;
        };
    }

    private String password() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (endpoint.username() + ":" + endpoint.password()).getBytes(StandardCharsets.UTF_8));
    }

    private String token(Challenge challenge, String scope, Deadline deadline) {
        URI realm = realm(challenge.parameter("realm"));
        String wanted = challenge.parameter("scope").isEmpty() ? scope : challenge.parameter("scope");
        StringBuilder query = new StringBuilder(realm.getRawQuery() == null ? "" : realm.getRawQuery() + "&");
        query.append("service=").append(encoded(challenge.parameter("service")));
        if (!wanted.isEmpty()) {
            query.append("&scope=").append(encoded(wanted));
        }
        if (endpoint.signsIn()) {
            query.append("&account=").append(encoded(endpoint.username()));
        }
        URI address = URI.create(realm.getScheme() + "://" + realm.getRawAuthority()
                + (realm.getRawPath() == null ? "" : realm.getRawPath()) + "?" + query);
        Answer answer;
        try {
            answer = transport.send(
                    "GET",
                    address,
                    endpoint.signsIn() ? Map.of("Authorization", password()) : Map.of(),
                    TOKEN_BYTES,
                    deadline);
        } catch (IOException broken) {
            throw faults.of(broken, realm.getRawAuthority());
        }
        String what = "sign-in at " + realm.getRawAuthority();
        limited.accept(answer);
        if (!answer.isGood()) {
            throw faults.of(answer, what);
        }
        JsonNode given = faults.object(answer, what);
        String token = given.path("token").asString("");
        String same = token.isEmpty() ? given.path("access_token").asString("") : token;
        if (!TOKEN.matcher(same).matches()) {
            throw faults.wrong(what, "it gave no token");
        }
        return same;
    }

    private URI realm(String text) {
        URI realm;
        try {
            realm = URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw faults.wrong("sign-in", "the registry names no service for it");
        }
        String scheme = String.valueOf(realm.getScheme());
        if (realm.getHost() == null || realm.getRawUserInfo() != null) {
            throw faults.wrong("sign-in", "the registry names no service for it");
        }
        boolean asBare = endpoint.plainHttp()
                && scheme.equals("http")
                && realm.getHost().equals(endpoint.base().getHost());
        if (!scheme.equals("https") && !asBare) {
            throw new LongshoreException(
                    ErrorCode.REGISTRY_ERROR,
                    endpoint.host() + ": it wants the sign-in sent to " + realm.getRawAuthority() + " without TLS",
                    "Let the registry name a token service with https.");
        }
        return realm;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
