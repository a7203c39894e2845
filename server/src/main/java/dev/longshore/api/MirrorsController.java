package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.MirrorsPreview;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.InsecureRegistry;
import dev.longshore.model.ListChange;
import dev.longshore.model.ListEdit;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.RegistryMirror;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a change of registry mirrors and insecure registries would do; it is done by an operation. */
@RestController
final class MirrorsController {

    private static final int MOST_HOSTS = 200;
    /** More questions at once would only wait for each other. */
    private static final int AT_ONCE = 32;

    private final Fleet fleet;

    MirrorsController(Fleet fleet) {
        this.fleet = fleet;
    }

    /** A change of one list: {@code set} replaces it, {@code add} and {@code remove} leave the rest. */
    record Lists(
            @Nullable List<@Nullable String> set,
            @Nullable List<@Nullable String> add,
            @Nullable List<@Nullable String> remove) {

        static Lists of(ListEdit<?> edit) {
            List<@Nullable String> add = new ArrayList<>();
            edit.add().forEach(added -> add.add(added.toString()));
            List<@Nullable String> remove = new ArrayList<>();
            edit.remove().forEach(removed -> remove.add(removed.toString()));
            return edit.replace() ? new Lists(add, null, null) : new Lists(null, add, remove);
        }

        static MirrorsEdit edit(@Nullable Lists mirrors, @Nullable Lists insecure) {
            return new MirrorsEdit(
                    of("mirrors", mirrors, RegistryMirror::of), of("insecure", insecure, InsecureRegistry::of));
        }

        private static <T> ListEdit<T> of(String field, @Nullable Lists lists, Function<String, T> grammar) {
            if (lists == null) {
                return ListEdit.none();
            }
            if (lists.set != null && lists.add != null) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST, field + ": set replaces the list, so there is no add beside it");
            }
            return Fields.parse(
                    field,
                    () -> new ListEdit<>(
                            lists.set != null,
                            parsed(field, lists.set != null ? lists.set : lists.add, grammar),
                            parsed(field, lists.remove, grammar)));
        }

        private static <T> List<T> parsed(
                String field, @Nullable List<@Nullable String> texts, Function<String, T> grammar) {
            List<T> parsed = new ArrayList<>();
            for (String text : texts == null ? List.<@Nullable String>of() : texts) {
                parsed.add(grammar.apply(Fields.required(field, text)));
            }
            return parsed;
        }
    }

    /** Which hosts to ask, and what for. */
    record Question(
            @Nullable List<@Nullable String> hosts,
            @Nullable Lists mirrors,
            @Nullable Lists insecure) {}

    /** What it would do to one host, or why it can't be done there: then all but host and failure are null. */
    record Preview(
            String host,
            @Nullable String hostName,
            @Nullable String file,
            @Nullable String seen,
            @Nullable ListChange mirrors,
            @Nullable ListChange insecure,
            @Nullable String diff,
            @Nullable Boolean engineDiffers,
            @Nullable Boolean restartNeeded,
            @Nullable String note,
            OperationBody.@Nullable Failure failure) {

        static Preview of(MirrorsPreview preview) {
            return new Preview(
                    preview.host().value(),
                    preview.hostName(),
                    preview.file(),
                    preview.seen(),
                    preview.mirrors(),
                    preview.insecure(),
                    preview.diff(),
                    preview.engineDiffers(),
                    preview.restartNeeded(),
                    preview.note(),
                    null);
        }

        static Preview failed(HostId host, LongshoreException why) {
            var failure = new OperationBody.Failure(why.code().name(), why.reason(), why.remedy(), why.subjects());
            return new Preview(host.value(), null, null, null, null, null, null, null, null, null, failure);
        }
    }

    /** Asks each host and waits; one that can't do it, or does not answer, fails for itself alone. */
    @PostMapping("/api/v1/mirrors/preview")
    ListBody<Preview> preview(Actor actor, @RequestBody Question question) {
        List<HostId> hosts = new ArrayList<>();
        for (String host : Fields.required("hosts", question.hosts())) {
            hosts.add(Fields.parse("hosts", () -> HostId.of(Fields.required("hosts", host))));
        }
        if (hosts.isEmpty() || hosts.size() > MOST_HOSTS) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "hosts: 1 to " + MOST_HOSTS + " at once");
        }
        MirrorsEdit edit = Lists.edit(question.mirrors(), question.insecure());
        if (edit.isNone()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "mirrors, insecure: one of them has to be changed");
        }
        List<Preview> previews = new ArrayList<>();
        try (ExecutorService asking = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("mirrors-", 0).factory())) {
            List<Future<MirrorsPreview>> answers = hosts.stream()
                    .map(host -> asking.submit(() -> fleet.mirrorsPreview(actor, host, edit)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                previews.add(answer(hosts.get(i), answers.get(i)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.INTERRUPTED, "the server is stopping");
        }
        return new ListBody<>(previews);
    }

    private static Preview answer(HostId host, Future<MirrorsPreview> asked) throws InterruptedException {
        try {
            return Preview.of(asked.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LongshoreException why) {
                if (why.code() == ErrorCode.NOT_FOUND || why.code() == ErrorCode.FORBIDDEN) {
                    throw why;
                }
                return Preview.failed(host, why);
            }
            throw new IllegalStateException(e);
        }
    }
}
