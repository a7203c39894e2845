package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.Fleet;
import dev.longshore.link.Agents;
import dev.longshore.model.ChainIds;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.LoadImage;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.SaveTask;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The streams behind copies from host to host. What a target holds already is left out of its stream; a second one, with
 * everything, waits should its engine not take that. Targets that lack the same share one.
 */
@Component
class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final Fleet fleet;
    private final ObjectProvider<Agents> agents;
    private final Map<OperationId, Copying> open = new ConcurrentHashMap<>();

    /** @param found what targets hold, as far as they had to be asked */
    private record Copying(SharedSaves saves, Map<HostId, Map<ImageId, HeldContent>> found) {}

    Copies(Fleet fleet, ObjectProvider<Agents> agents) {
        this.fleet = fleet;
        this.agents = agents;
    }

    /** A copy begins. */
    void expect(LiveOperation operation, Task.Copy copy) {
        SharedSaves saves = new SharedSaves(
                agents.getObject(),
                copy.source(),
                operation.parts().stream()
                        .filter(part -> !part.state.ended())
                        .map(part -> part.host)
                        .toList(),
                SharedSaves.GATHERED_WITHIN);
        open.put(operation.id, new Copying(saves, new ConcurrentHashMap<>()));
    }

    /** Asks what has to be asked before it is one target's turn; trouble shows when it is. */
    void lookInto(OperationId operation, Task.Copy copy, HostId sink) {
        Copying copying = open.get(operation);
        if (copying == null) {
            return;
        }
        try {
            CopyPlan plan = fleet.copyPlan(Actor.system(), copy.source(), copy.references(), sink);
            copying.found().put(sink, HeldContent.ask(fleet, plan));
        } catch (RuntimeException later) {
            LOG.debug("What {} holds is not known: {}", sink, later.toString());
        }
    }

    /**
     * Opens the streams for one target, and says what to take from them.
     *
     * @throws LongshoreException {@code HOST_OFFLINE} or {@code IMAGE_NOT_FOUND} of the source
     */
    LoadTask prepare(OperationId operation, Task.Copy copy, HostId sink) {
        if (agents.getObject().session(copy.source()).isEmpty()) {
            String name = fleet.host(Actor.system(), copy.source()).name();
            throw new LongshoreException(ErrorCode.HOST_OFFLINE, "host " + name + ", to copy from, is offline");
        }
        Copying copying = open.get(operation);
        if (copying == null) {
            throw new LongshoreException(ErrorCode.CANCELLED, "the copy has ended");
        }
        SharedSaves saves = copying.saves();
        CopyPlan plan = fleet.copyPlan(Actor.system(), copy.source(), copy.references(), sink);
        Map<ImageId, HeldContent> found = copying.found().getOrDefault(sink, Map.of());
        Set<String> held = new LinkedHashSet<>();
        LoadTask.Builder load = LoadTask.newBuilder().setOverwrite(copy.overwrite());
        for (CopyPlan.Item item : plan.items()) {
            ImageIdentity identity = item.image().identity();
            held.addAll(ChainIds.of(identity.diffIds().subList(0, item.heldLayers())));
            HeldContent content = HeldContent.of(found, item.image());
            Digest config = identity.configDigest() == null ? content.config() : identity.configDigest();
            load.addImages(LoadImage.newBuilder()
                    .addAllReferences(
                            item.references().stream().map(ImageRef::normalized).toList())
                    .setConfigDigest(config == null ? "" : config.value())
                    .addAllDiffIds(identity.diffIds())
                    .setHereId(content.hereId()));
        }
        SaveTask.Builder save = SaveTask.newBuilder()
                .addAllReferences(
                        copy.references().stream().map(ImageRef::normalized).toList());
        List<String> spared = HeldContent.spared(plan.items().stream()
                .map(item -> HeldContent.of(found, item.image()))
                .toList());
        if (!held.isEmpty() || !spared.isEmpty()) {
            load.setFullStreamId(saves.add(sink, save.build(), true));
        } else if (plan.items().size() == 1) {
            load.setExpectedBytes(plan.items().getFirst().image().sizeBytes());
        }
        load.setStreamId(saves.add(
                sink, save.addAllHeldChainIds(held).addAllHeldBlobs(spared).build(), false));
        saves.ready(sink);
        return load.build();
    }

    /** The part has ended: its streams do too. A stream that broke hides why it did, which its source has told. */
    Operation.@Nullable Failure ended(OperationId operation, HostId sink, Operation.@Nullable Failure failure) {
        Copying copying = open.get(operation);
        if (copying == null) {
            return failure;
        }
        SharedSaves saves = copying.saves();
        Optional<LongshoreException> fault = saves.fault(sink);
        if (saves.left(sink)) {
            open.remove(operation);
        }
        if (failure == null || failure.code() != ErrorCode.STREAM_BROKEN || fault.isEmpty()) {
            return failure;
        }
        LongshoreException told = fault.get();
        return Failures.of(
                new LongshoreException(told.code(), "at the host to copy from: " + told.reason(), told.remedy()));
    }
}
