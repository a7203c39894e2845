package dev.longshore.registries.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a registry that has had enough asks to be left alone: as RFC 9110, 10.2.3 has it, or else for the window that Docker Hub
 * counts in. The form with a date is not used by registries.
 *
 * @see <a href="https://docs.docker.com/docker-hub/usage/pulls/">Docker Hub: pull usage and limits</a>
 */
final class RetryAfter {

    private static final long MOST_SECONDS = 24 * 3600;
    private static final Pattern WINDOW = Pattern.compile("[0-9]{1,9};\\s*w=([0-9]{1,9})");

    private RetryAfter() {}

    static Optional<Long> seconds(Answer answer) {
        String text = answer.header("retry-after").strip();
        return text.matches("[0-9]{1,9}") ? seconds(text) : window(answer);
    }

    private static Optional<Long> window(Answer answer) {
        for (String name : new String[] {"ratelimit-remaining", "ratelimit-limit"}) {
            Matcher window = WINDOW.matcher(answer.header(name).strip());
            if (window.matches()) {
                return seconds(window.group(1));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> seconds(String digits) {
        return Optional.of(Math.min(Long.parseLong(digits), MOST_SECONDS));
    }
}
