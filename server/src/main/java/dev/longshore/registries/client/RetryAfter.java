package dev.longshore.registries.client;

import java.util.Optional;

/** How long a registry asks to be left alone; see RFC 9110, 10.2.3. Its form with a date is not used by registries. */
final class RetryAfter {

    private static final long MOST_SECONDS = 24 * 3600;

    private RetryAfter() {}

    static Optional<Long> seconds(Answer answer) {
        String text = answer.header("retry-after").strip();
        return text.matches("[0-9]{1,9}")
                ? Optional.of(Math.min(Long.parseLong(text), MOST_SECONDS))
                : Optional.empty();
    }
}
