package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Engines put what a registry answered into words, each in its own: here they become codes. The first rule that holds
 * decides, so that the surer marks come first.
 */
final class RegistryWords {

    /** An HTTP status on its own; ports, addresses and repositories do not count. */
    private static final Pattern STATUS = Pattern.compile("status\\b.*[ :]([45]\\d\\d)(?=[\\s(,;:]|$)", Pattern.DOTALL);

    private record Rule(ErrorCode code, List<String> marks) {

        Rule(ErrorCode code, String... marks) {
            this(code, List.of(marks));
        }

        boolean holds(String text) {
            for (String mark : marks) {
                if (text.contains(mark)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Rule> BEFORE_STATUS = List.of(
            new Rule(ErrorCode.DISK_FULL, "no space left on device", "disk quota exceeded"),
            new Rule(
                    ErrorCode.WRONG_PLATFORM,
                    "no matching manifest",
                    "no match for platform",
                    "does not match the specified platform",
                    "does not provide the specified platform",
                    "no image found in manifest list",
                    "no image found in image index",
                    "cannot be used on this platform"),
            new Rule(
                    ErrorCode.REGISTRY_TLS,
                    "x509:",
                    "tls: ",
                    "http: server gave",
                    "malformed http response",
                    "first record does not look like a tls handshake"),
            new Rule(ErrorCode.REGISTRY_RATE_LIMITED, "toomanyrequests", "too many requests", "rate limit"),
            // Docker Hub answers "denied" for what does not exist: the words say that it may be either
            new Rule(ErrorCode.REGISTRY_NOT_FOUND, "insufficient_scope"),
            new Rule(ErrorCode.REGISTRY_UNAUTHORIZED, "no basic auth credentials", "authorization failed"),
            new Rule(ErrorCode.REGISTRY_NOT_FOUND, "repository does not exist or may require"));

    private static final List<Rule> AFTER_STATUS = List.of(
            new Rule(
                    ErrorCode.REGISTRY_UNAUTHORIZED,
                    "unauthorized",
                    "authentication required",
                    "invalid username/password",
                    "incorrect username or password"),
            new Rule(ErrorCode.REGISTRY_FORBIDDEN, "forbidden", "denied"),
            new Rule(
                    ErrorCode.REGISTRY_ERROR,
                    "internal server error",
                    "bad gateway",
                    "service unavailable",
                    "gateway timeout",
                    "unexpected status from",
                    "server error",
                    // what came was not whole
                    "verification failed for digest",
                    "digest did not match",
                    "unexpected commit digest",
                    "failed size validation",
                    "unexpected eof"),
            new Rule(
                    ErrorCode.REGISTRY_NOT_FOUND,
                    "manifest unknown",
                    "name unknown",
                    "not known to registry",
                    "not found",
                    "no such image"),
            new Rule(
                    ErrorCode.REGISTRY_UNREACHABLE,
                    "connection refused",
                    "connection reset",
                    "no such host",
                    "no route to host",
                    "network is unreachable",
                    "timeout",
                    "deadline exceeded",
                    "server misbehaving",
                    "temporary failure in name resolution",
                    "request canceled",
                    ": eof"));

    private RegistryWords() {}

    /**
     * The code of what an engine said of a registry.
     *
     * @param text in lower case
     */
    static Optional<ErrorCode> code(String text) {
        return first(BEFORE_STATUS, text).or(() -> status(text)).or(() -> first(AFTER_STATUS, text));
    }

    private static Optional<ErrorCode> first(List<Rule> rules, String text) {
        return rules.stream().filter(rule -> rule.holds(text)).map(Rule::code).findFirst();
    }

    private static Optional<ErrorCode> status(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return switch (matcher.group(1)) {
            case "401" -> Optional.of(ErrorCode.REGISTRY_UNAUTHORIZED);
            case "403" -> Optional.of(ErrorCode.REGISTRY_FORBIDDEN);
            case "404" -> Optional.of(ErrorCode.REGISTRY_NOT_FOUND);
            case "429" -> Optional.of(ErrorCode.REGISTRY_RATE_LIMITED);
            case String other when other.startsWith("5") -> Optional.of(ErrorCode.REGISTRY_ERROR);
            default -> Optional.empty();
        };
    }
}
