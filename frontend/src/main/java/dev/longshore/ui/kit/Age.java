package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long ago something was, for example {@code 3 min}. The browser keeps it true by itself (longshore/shell.js), so that
 * a growing age costs no push; its tooltip is the moment in the browser's own time zone.
 */
@Tag("longshore-age")
public final class Age extends Component implements HasStyle {

    /** The age of a moment; a dash for null. */
    public Age(@Nullable Instant at) {
        setAt(at);
    }

    /** Shows the age of another moment. */
    public void setAt(@Nullable Instant at) {
        if (at == null) {
            getElement().removeAttribute("at");
        } else {
            getElement().setAttribute("at", Long.toString(at.toEpochMilli()));
        }
    }

    /** A span of time in the current tab's language: its greatest unit only, for example {@code 3 min}. */
    public static String text(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return word("age.seconds", seconds);
        }
        if (seconds < 3600) {
            return word("age.minutes", seconds / 60);
        }
        if (seconds < 48 * 3600) {
            return word("age.hours", seconds / 3600);
        }
        long days = seconds / 86_400;
        if (days < 60) {
            return word("age.days", days);
        }
        return days < 730 ? word("age.months", days / 30) : word("age.years", days / 365);
    }

    /** A short span with its parts, for example {@code 1 min 4 s} or {@code 0.8 s}; for how long something took. */
    public static String took(Duration span) {
        if (span.compareTo(Duration.ofSeconds(10)) < 0) {
            return Texts.of("age.seconds", String.format(Locale.ROOT, "%.1f", Math.max(0, span.toMillis()) / 1000.0));
        }
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            return word("age.seconds", span.toSeconds());
        }
        if (span.compareTo(Duration.ofHours(1)) < 0) {
            return word("age.minutes", span.toMinutes()) + " " + word("age.seconds", span.toSecondsPart());
        }
        return word("age.hours", span.toHours()) + " " + word("age.minutes", span.toMinutesPart());
    }

    /** The moment in ISO form and UTC, for exports. */
    public static String iso(@Nullable Instant at) {
        return at == null ? "" : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private static String word(String key, long count) {
        return Texts.of(key, Long.toString(count));
    }
}
