package dev.longshore.ui.images;

import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What hosts answer to a question of a dialog; each is asked by itself, so that one that hangs delays no other. */
final class HostAnswers<T> {

    private final ImageDialogs dialogs;
    private final Runnable changed;
    private final Map<HostId, T> answers = new TreeMap<>();
    private final Map<HostId, LongshoreException> refusals = new TreeMap<>();
    private final Set<HostId> asked = new HashSet<>();
    private int round;

    /**
     * None yet.
     *
     * @param changed runs in the tab whenever one has come
     */
    HostAnswers(ImageDialogs dialogs, Runnable changed) {
        this.dialogs = dialogs;
        this.changed = changed;
    }

    /** The question is another one: what still comes of the one before is not heard. */
    void forget() {
        round++;
        answers.clear();
        refusals.clear();
        asked.clear();
    }

    /** Asks those of the hosts that are ready and have not been asked yet. */
    void ask(Collection<HostView> hosts, Function<HostId, T> question) {
        int now = round;
        for (HostView host : hosts) {
            HostId id = host.id();
            if (host.state().ready() && asked.add(id)) {
                dialogs.ask(
                        () -> question.apply(id),
                        answer -> came(now, () -> answers.put(id, answer)),
                        trouble -> came(now, () -> refusals.put(id, trouble)));
            }
        }
    }

    private void came(int asOf, Runnable note) {
        if (asOf == round) {
            note.run();
            changed.run();
        }
    }

    /** The host's answer, or null while there is none. */
    @Nullable
    T of(HostId host) {
        return answers.get(host);
    }

    /** Why the host gave none, or null. */
    @Nullable
    LongshoreException refusal(HostId host) {
        return refusals.get(host);
    }
}
