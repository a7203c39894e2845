package dev.longshore.operations;

import dev.longshore.model.BuildSettings;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a build. Their names are for everybody; their values may be secrets, and are there for the one command and
 * for nobody else: nothing outside of this package can ask for them, they are stored nowhere, and forgotten once sent.
 */
public final class BuildArgs {

    /** None. */
    public static final BuildArgs NONE = new BuildArgs(List.of(), Map.of());

    private final List<String> names;
    private volatile Map<String, String> values;

    private BuildArgs(List<String> names, Map<String, String> values) {
        this.names = List.copyOf(names);
        this.values = values;
    }

    /** Checks them; {@code INVALID_REQUEST}, without any value, if a name is none or they are too many. */
    public static BuildArgs of(Map<String, String> given) {
        Map<String, String> checked = BuildSettings.arguments(given);
        return new BuildArgs(List.copyOf(checked.keySet()), checked);
    }

    /** As far as they are stored. */
    static BuildArgs named(List<String> names) {
        return new BuildArgs(names, Map.of());
    }

    /** In order. */
    public List<String> names() {
        return names;
    }

    Map<String, String> values() {
        return values;
    }

    /** The command has left, or never will. */
    void forget() {
        values = Map.of();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BuildArgs args && args.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return "BuildArgs" + names;
    }
}
