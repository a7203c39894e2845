package dev.longshore.registries.client;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names what went wrong between this server and a registry, each trouble in words of its own. */
final class Faults {

    /** Far beyond any good answer: a list of 20,000 tags, an index of 100 images, a config with 1,000 steps. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxTokenCount(200_000)
                            .maxNumberLength(100)
                            .maxNameLength(4_000)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .build();

    private static final int WORDS = 300;

    private final Endpoint endpoint;

    Faults(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** No answer, or only a part of one. */
    LongshoreException of(IOException broken, String host) {
        String what = host + ": ";
        return switch (broken) {
            case AddressGuard.ClosedAddress closed ->
                new LongshoreException(
                        ErrorCode.REGISTRY_BLOCKED,
                        what + closed.getMessage() + ", where this server fetches nothing from");
            case UnknownHostException _ -> unreachable(what + "no such name is known to this server");
            case SocketTimeoutException _ -> unreachable(what + "no answer in time");
            case ConnectException refused
            when String.valueOf(refused.getMessage()).contains("refused") ->
                unreachable(what + "nothing listens there");
            case ConnectException _ -> unreachable(what + "no connection");
            case NoRouteToHostException _ -> unreachable(what + "no way leads there from this server");
            case SSLException tls -> ofTls(what, tls);
            case Transport.TooMuch tooMuch ->
                new LongshoreException(ErrorCode.REGISTRY_ERROR, what + tooMuch.getMessage());
            case NoHttpResponseException _ ->
                new LongshoreException(
                        ErrorCode.REGISTRY_ERROR,
                        what + "the connection was closed without an answer"
                                + (endpoint.plainHttp() ? "; perhaps it wants TLS" : ""));
            case ConnectionClosedException _, MalformedChunkCodingException _, EOFException _ ->
                new LongshoreException(ErrorCode.REGISTRY_ERROR, what + "the answer broke off");
            default ->
                String.valueOf(broken.getMessage()).contains("Connection reset")
                        ? new LongshoreException(ErrorCode.REGISTRY_ERROR, what + "the answer broke off")
                        : new LongshoreException(
                                ErrorCode.REGISTRY_ERROR,
                                what + SafeText.line(String.valueOf(broken.getMessage()), WORDS));
        };
    }

    private static LongshoreException unreachable(String reason) {
        return new LongshoreException(
                ErrorCode.REGISTRY_UNREACHABLE,
                reason,
                "Check the registry's address, and the network from Longshore's server to it.");
    }

    private static LongshoreException ofTls(String what, SSLException tls) {
        String text = String.valueOf(tls.getMessage());
        if (text.contains("plaintext") || text.contains("Unrecognized SSL message")) {
            return new LongshoreException(
                    ErrorCode.REGISTRY_TLS,
                    what + "it answers without TLS",
                    "If that is meant, allow plain HTTP for this registry.");
        }
        boolean expired = false;
        boolean untrusted = false;
        for (Throwable each = tls; each != null; each = each.getCause()) {
            expired |= each instanceof CertificateExpiredException;
            untrusted |= each instanceof java.security.cert.CertPathBuilderException;
        }
        String remedy = "Give the CA that signed the registry's certificate in the registry's settings.";
        if (expired) {
            return new LongshoreException(
                    ErrorCode.REGISTRY_TLS, what + "its certificate has expired", "Renew the registry's certificate.");
        }
        if (tls instanceof SSLPeerUnverifiedException || text.contains("No subject alternative")) {
            return new LongshoreException(
                    ErrorCode.REGISTRY_TLS,
                    what + "its certificate is for another name",
                    "Name the registry as its certificate does, or give it a certificate for this name.");
        }
        if (untrusted) {
            return new LongshoreException(
                    ErrorCode.REGISTRY_TLS, what + "its certificate is signed by nobody that is trusted here", remedy);
        }
        return new LongshoreException(
                ErrorCode.REGISTRY_TLS,
                what
                        + (tls instanceof SSLHandshakeException ? "TLS failed: " : "TLS broke: ")
                        + SafeText.line(text, WORDS),
                remedy);
    }

    /**
     * An answer that says no.
     *
     * @param what was asked for, for example {@code tags of team/app}
     */
    LongshoreException of(Answer answer, String what) {
        String said = said(answer);
        String words = endpoint.host() + ": " + what + ": ";
        return switch (answer.status()) {
            case 401 ->
                endpoint.signsIn()
                        ? new LongshoreException(
                                ErrorCode.REGISTRY_UNAUTHORIZED,
                                words + "user name or password of " + SafeText.quote(endpoint.username())
                                        + " is not accepted" + said)
                        : new LongshoreException(ErrorCode.REGISTRY_UNAUTHORIZED, words + "wants a sign-in" + said);
            case 403 -> new LongshoreException(ErrorCode.REGISTRY_FORBIDDEN, words + "is forbidden" + said);
            case 404 -> new LongshoreException(ErrorCode.REGISTRY_NOT_FOUND, words + "is not there" + said);
            case 405, 501 ->
                new LongshoreException(
                        ErrorCode.REGISTRY_UNSUPPORTED, words + "is nothing that this registry does" + said);
            case 429 ->
                new LongshoreException(
                        ErrorCode.REGISTRY_RATE_LIMITED,
                        words + "too many requests"
                                + RetryAfter.seconds(answer)
                                        .map(wait -> "; it asks to wait " + wait + " s")
                                        .orElse("") + said);
            case 400 ->
                answer.body().length > 0 && new String(answer.body(), StandardCharsets.UTF_8).contains("HTTPS server")
                        ? new LongshoreException(
                                ErrorCode.REGISTRY_TLS,
                                words + "it wants TLS",
                                "Take the permission for plain HTTP away from this registry.")
                        : status(answer, words, said);
            default -> status(answer, words, said);
        };
    }

    private static LongshoreException status(Answer answer, String words, String said) {
        String where = answer.isRedirect() ? "it leads elsewhere, with status " : "it answered with status ";
        return new LongshoreException(ErrorCode.REGISTRY_ERROR, words + where + answer.status() + said);
    }

    /** The registry's own words, if it has any, in brackets. */
    private static String said(Answer answer) {
        return json(answer)
                .map(node -> node.path("errors").path(0))
                .map(first -> first.path("message").asString("")
                        + (first.path("code").asString("").isEmpty()
                                ? ""
                                : " [" + first.path("code").asString("") + "]"))
                .filter(text -> !text.isBlank())
                .map(text -> " (" + SafeText.line(text, WORDS) + ")")
                .orElse("");
    }

    /** The code of the registry's first error, in capitals; or empty. */
    static String code(Answer answer) {
        return json(answer)
                .map(node -> node.path("errors").path(0).path("code").asString(""))
                .orElse("")
                .toUpperCase(Locale.ROOT);
    }

    /** The answer as JSON, if it is some. */
    private static Optional<JsonNode> json(Answer answer) {
        try {
            return Optional.of(JSON.readTree(answer.body())).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** The answer as a JSON object. */
    JsonNode object(Answer answer, String what) {
        try {
            JsonNode node = JSON.readTree(answer.body());
            if (node.isObject()) {
                return node;
            }
        } catch (StreamConstraintsException bomb) {
            throw wrong(what, "the answer is nested deeper, or holds more, than any good one");
        } catch (JacksonException _) {
            // no JSON, as what is none of an object
        }
        throw new LongshoreException(
                ErrorCode.REGISTRY_ERROR,
                endpoint.host() + ": " + what + ": the answer is not JSON, or not all of it came",
                "See whether a registry is at this address, and not a page for people or for signing in.");
    }

    /** Whatever else can't be believed in an answer. */
    LongshoreException wrong(String what, String why) {
        return new LongshoreException(ErrorCode.REGISTRY_ERROR, endpoint.host() + ": " + what + ": " + why);
    }
}
