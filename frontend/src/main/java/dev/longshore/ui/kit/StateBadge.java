package dev.longshore.ui.kit;

import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.HostState;
import dev.longshore.operations.OperationState;
import java.util.Locale;

/** A state as a coloured mark and a word. */
public final class StateBadge extends Span {

    private final Tone tone;
    private final String word;

    private StateBadge(Tone tone, String word) {
        this.tone = tone;
        this.word = word;
        Span dot = new Span();
        dot.addClassName("ls-dot");
        dot.getElement().setAttribute("aria-hidden", "true");
        Span text = new Span(word);
        addClassNames("ls-state", tone.css());
        add(dot, text);
    }

    /** Any tone with any word. */
    public static StateBadge of(Tone tone, String word) {
        return new StateBadge(tone, word);
    }

    /** A host's state. */
    public static StateBadge host(HostState state) {
        return new StateBadge(tone(state), Texts.of("host.state." + state.name()));
    }

    /** An operation's state, or that of its part on one host. */
    public static StateBadge operation(OperationState state) {
        return new StateBadge(tone(state), Texts.of("operation.state." + state.name()));
    }

    /**
     * A container's state.
     *
     * @param state created running paused restarting removing exited dead
     * @param health healthy unhealthy starting, or empty
     */
    public static StateBadge container(String state, String health) {
        String key = "container.state." + state.toLowerCase(Locale.ROOT);
        String word = Texts.has(key) ? Texts.of(key) : state;
        if (state.equals("running") && (health.equals("unhealthy") || health.equals("starting"))) {
            word = word + " · " + Texts.of("container.health." + health);
        }
        return new StateBadge(tone(state, health), word);
    }

    /** The tone of a host's state. */
    public static Tone tone(HostState state) {
        return switch (state) {
            case ONLINE -> Tone.OK;
            case ENGINE_DOWN, ENGINE_HUNG, QUARANTINED -> Tone.BAD;
            case OFFLINE -> Tone.STALE;
            case PENDING -> Tone.INFO;
        };
    }

    /** The tone of an operation's state. */
    public static Tone tone(OperationState state) {
        return switch (state) {
            case QUEUED, RUNNING -> Tone.INFO;
            case INTERRUPTED -> Tone.WARN;
            case SUCCEEDED -> Tone.OK;
            case FAILED -> Tone.BAD;
            case CANCELLED -> Tone.STALE;
        };
    }

    /** The tone of a container's state and health. */
    public static Tone tone(String state, String health) {
        return switch (state) {
            case "running" -> health.equals("unhealthy") || health.equals("starting") ? Tone.WARN : Tone.OK;
            case "paused", "restarting", "removing" -> Tone.WARN;
            case "created" -> Tone.INFO;
            case "exited", "dead" -> Tone.BAD;
            default -> Tone.STALE;
        };
    }

    /** What it says. */
    public String word() {
        return word;
    }

    /** Its tone. */
    public Tone tone() {
        return tone;
    }
}
