package dev.longshore.ui.kit;

import java.util.Locale;

/** What a colour says. It never stands alone: a word or an icon says the same. */
public enum Tone {
    /** Running, healthy, done. */
    OK,
    /** Paused, starting, unhealthy, running work. */
    WARN,
    /** Exited, dead, failed. */
    BAD,
    /** Created, waiting. */
    INFO,
    /** Not known, or out of date. */
    STALE;

    /** The name of its CSS class. */
    public String css() {
        return "ls-" + name().toLowerCase(Locale.ROOT);
    }
}
