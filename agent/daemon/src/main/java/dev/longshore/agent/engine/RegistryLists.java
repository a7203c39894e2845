package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.daemon.DaemonJson;
import dev.longshore.model.InsecureRegistry;
import dev.longshore.model.ListEdit;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.RegistryMirror;
import dev.longshore.wire.ListChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The two lists of {@code daemon.json} that say how an engine reaches registries, and how engines show them. */
final class RegistryLists {

    static final String MIRRORS = "registry-mirrors";
    static final String INSECURE = "insecure-registries";

    /** A key of the file, and the flag that an engine refuses beside it. */
    static final String[][] FLAGS = {{MIRRORS, "--registry-mirror"}, {INSECURE, "--insecure-registry"}};

    /** Every engine has these, whatever its file says. */
    private static final Set<String> BUILT_IN = Set.of("127.0.0.0/8", "::1/128");

    private RegistryLists() {}

    /** Parses what came over the wire; {@code INVALID_REQUEST} for anything that is not of the grammar. */
    static MirrorsEdit edit(dev.longshore.wire.ListEdit mirrors, dev.longshore.wire.ListEdit insecure) {
        return new MirrorsEdit(list(mirrors, RegistryMirror::of), list(insecure, InsecureRegistry::of));
    }

    private static <T> ListEdit<T> list(dev.longshore.wire.ListEdit wire, Function<String, T> grammar) {
        return new ListEdit<>(
                wire.getReplace(),
                wire.getAddList().stream().map(grammar).toList(),
                wire.getRemoveList().stream().map(grammar).toList());
    }

    /**
     * What the lists shall be; null for one that is not changed.
     *
     * @param mirrors in the order in which they are asked
     */
    record Wanted(@Nullable List<String> mirrors, @Nullable List<String> insecure) {

        /** The file with these lists; the same object if it has them. */
        DaemonJson in(DaemonJson json) {
            DaemonJson with = mirrors == null ? json : json.with(MIRRORS, mirrors);
            return insecure == null ? with : with.with(INSECURE, insecure);
        }

        /** Whether an engine does so already, by its own {@code /info}. */
        boolean shownBy(JsonNode info) {
            JsonNode shown = info.path("RegistryConfig");
            List<String> told = new ArrayList<>();
            shown.path("Mirrors").forEach(mirror -> told.add(plain(mirror.asText(""), RegistryMirror::of)));
            Set<String> open = new HashSet<>();
            shown.path("InsecureRegistryCIDRs")
                    .forEach(network -> open.add(plain(network.asText(""), InsecureRegistry::of)));
            for (Map.Entry<String, JsonNode> index : shown.path("IndexConfigs").properties()) {
                if (!index.getValue().path("Secure").asBoolean(true)) {
                    open.add(plain(index.getKey(), InsecureRegistry::of));
                }
            }
            open.removeAll(BUILT_IN);
            return (mirrors == null || told.equals(plain(mirrors, RegistryMirror::of)))
                    && (insecure == null || open.equals(closed(insecure)));
        }

        private static Set<String> closed(List<String> insecure) {
            Set<String> wanted = new HashSet<>(plain(insecure, InsecureRegistry::of));
            wanted.removeAll(BUILT_IN);
            return wanted;
        }
    }

    static Wanted wanted(DaemonJson json, MirrorsEdit edit) {
        return new Wanted(
                edit.mirrors().isNone() ? null : edit.mirrors().of(json.list(MIRRORS), RegistryMirror::of),
                edit.insecure().isNone() ? null : edit.insecure().of(json.list(INSECURE), InsecureRegistry::of));
    }

    /** For people, so without the credentials that an owner may have written into an address. */
    static ListChange change(DaemonJson before, DaemonJson after, String key) {
        return ListChange.newBuilder()
                .addAllBefore(before.list(key).stream().map(Redaction::url).toList())
                .addAllAfter(after.list(key).stream().map(Redaction::url).toList())
                .build();
    }

    private static List<String> plain(List<String> texts, Function<String, ?> grammar) {
        return texts.stream().map(text -> plain(text, grammar)).toList();
    }

    /** As the grammar writes it; what is none stays, but for the slash that engines add. */
    private static String plain(String text, Function<String, ?> grammar) {
        try {
            return grammar.apply(text).toString();
        } catch (LongshoreException _) {
            return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        }
    }
}
