package dev.longshore.inventory;

import dev.longshore.link.EnrolledHost;
import dev.longshore.model.ContainerId;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.SafeText;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.ImageContentQuestion;
import dev.longshore.wire.ImageDetailQuestion;
import dev.longshore.wire.ImageSearchQuestion;
import dev.longshore.wire.LayerFilesQuestion;
import dev.longshore.wire.MirrorsQuestion;
import dev.longshore.wire.Pair;
import dev.longshore.wire.PrunePreviewQuestion;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.RawQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is not kept here but asked from the host when somebody wants to know. */
final class HostQuestions {

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(30);
    /** As long as an agent may take: engines lay an image on the disk before they hand it over. */
    private static final Duration ARCHIVE = Duration.ofMinutes(3);

    private final Asker asker;
    private final WireObjects objects = new WireObjects(new Shared());

    /** Asks a host and waits; see {@code Agents.query}. */
    interface Asker {
        QueryAnswer ask(HostId host, Query.Builder question, Duration deadline);
    }

    HostQuestions(Asker asker) {
        this.asker = asker;
    }

    ImageDetail imageDetail(HostBook.Shown host, ImageView image) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setImageDetail(ImageDetailQuestion.newBuilder()
                                .setImageId(image.id().value())),
                SHORT);
        if (!answer.hasImageDetail()) {
            throw unexpected();
        }
        dev.longshore.wire.ImageDetail wire = answer.getImageDetail();
        String[] platform = image.identity().platform().split("/", 3);
        return new ImageDetail(
                image,
                platform.length > 2 ? platform[1] + "/" + platform[2] : platform[1],
                platform[0],
                WireText.texts(wire.getEnvNamesList().stream().map(Pair::getKey).toList()),
                WireText.texts(wire.getEntrypointList()),
                WireText.texts(wire.getCmdList()),
                WireText.text(wire.getWorkingDir()),
                WireText.text(wire.getUser()),
                WireText.texts(wire.getExposedPortsList()),
                WireText.texts(wire.getVolumesList()),
                WireText.text(wire.getStopSignal()),
                WireText.text(wire.getAuthor()),
                WireText.text(wire.getDockerVersion()),
                WireText.texts(wire.getHealthcheckList()),
                layers(host, image, wire.getHistoryList()));
    }

    private static List<ImageDetail.Layer> layers(HostBook.Shown host, ImageView image, List<HistoryEntry> history) {
        List<ImageDetail.Layer> layers = new ArrayList<>();
        int depth = 0;
        for (HistoryEntry entry : history.subList(0, Math.min(history.size(), Caps.LAYERS))) {
            boolean layer = !entry.getDiffId().isEmpty();
            depth += layer ? 1 : 0;
            layers.add(new ImageDetail.Layer(
                    WireText.time(entry.getCreatedMs()),
                    SafeText.block(entry.getCreatedBy(), Caps.HISTORY_COMMAND),
                    WireText.notNegative(entry.getSizeBytes()),
                    WireText.text(entry.getComment()),
                    WireText.name(entry.getDiffId()),
                    layer ? sharing(host, image, depth) : List.of()));
        }
        return layers;
    }

    /** Images whose lowest {@code depth} layers are this image's: only then do they share the layer on disk. */
    private static List<String> sharing(HostBook.Shown host, ImageView image, int depth) {
        List<String> own = image.identity().diffIds();
        if (depth > own.size()) {
            return List.of();
        }
        List<String> lowest = own.subList(0, depth);
        return host.content().images().values().stream()
                .filter(other -> !other.id().equals(image.id())
                        && other.identity().diffIds().size() >= depth
                        && other.identity().diffIds().subList(0, depth).equals(lowest))
                .map(other ->
                        other.dangling() ? other.id().shortForm() : other.tags().getFirst())
                .sorted()
                .limit(Caps.LIST)
                .toList();
    }

    /** The files of layers: the host reads the image's archive for it. */
    List<LayerListing> layerFiles(HostBook.Shown host, ImageView image, List<String> diffIds) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setLayerFiles(LayerFilesQuestion.newBuilder()
                                .setImageId(image.id().value())
                                .addAllDiffIds(diffIds)),
                ARCHIVE);
        if (!answer.hasLayerFiles()) {
            throw unexpected();
        }
        return answer.getLayerFiles().getLayersList().stream()
                .limit(diffIds.size())
                .map(LayerListing::of)
                .toList();
    }

    ImageContent imageContent(HostBook.Shown host, ImageView image) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setImageContent(ImageContentQuestion.newBuilder()
                                .setImageId(image.id().value())),
                ARCHIVE);
        List<String> blobs = answer.getImageContent().getBlobsList();
        if (!answer.hasImageContent()
                || blobs.size() != image.identity().diffIds().size()) {
            throw unexpected();
        }
        return new ImageContent(
                Digest.of(answer.getImageContent().getConfigDigest()),
                blobs.stream().map(Digest::of).toList());
    }

    PrunePreview prunePreview(HostBook.Shown host, boolean allUnused) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setPrunePreview(PrunePreviewQuestion.newBuilder().setAllUnused(allUnused)),
                LONG);
        if (!answer.hasPrunePreview()) {
            throw unexpected();
        }
        HostView view = host.view();
        EnrolledHost asked =
                new EnrolledHost(view.id(), view.name(), Map.of(), view.stateSince(), false, view.lastSeen());
        List<ImageView> images = answer.getPrunePreview().getImagesList().stream()
                .limit(Caps.IMAGES)
                .flatMap(wire -> objects.image(asked, wire, Caps.LABEL_CHARS_PER_OBJECT, Caps.TAGS_PER_IMAGE).stream())
                .toList();
        return new PrunePreview(
                view.id(),
                view.name(),
                images,
                WireText.notNegative(answer.getPrunePreview().getReclaimableBytes()));
    }

    MirrorsPreview mirrors(HostBook.Shown host, MirrorsEdit edit) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setMirrors(MirrorsQuestion.newBuilder()
                                .setMirrors(WireMirrors.edit(edit.mirrors()))
                                .setInsecure(WireMirrors.edit(edit.insecure()))),
                SHORT);
        if (!answer.hasMirrors()) {
            throw unexpected();
        }
        return WireMirrors.preview(host.view(), answer.getMirrors());
    }

    String raw(HostBook.Shown host, RawKind kind, String id) {
        RawQuestion.Builder question = RawQuestion.newBuilder();
        Deflated known = Deflated.EMPTY;
        switch (kind) {
            case INFO -> {
                question.setWhat(RawQuestion.What.INFO);
                known = host.content().rawInfo();
            }
            case VERSION -> {
                question.setWhat(RawQuestion.What.VERSION);
                known = host.content().rawVersion();
            }
            case IMAGE ->
                question.setWhat(RawQuestion.What.IMAGE).setId(ImageId.of(id).value());
            case CONTAINER ->
                question.setWhat(RawQuestion.What.CONTAINER)
                        .setId(ContainerId.of(id).value());
        }
        if (!host.view().state().ready() && !known.bytes().isEmpty()) {
            return SafeText.block(known.text(), Caps.RAW_CHARS);
        }
        QueryAnswer answer = ask(host, Query.newBuilder().setRaw(question), SHORT);
        if (answer.getAnswerCase() != QueryAnswer.AnswerCase.RAW_JSON) {
            throw unexpected();
        }
        return SafeText.block(answer.getRawJson().toStringUtf8(), Caps.RAW_CHARS);
    }

    List<SearchHit> search(HostBook.Shown host, String term, int limit) {
        QueryAnswer answer = ask(
                host,
                Query.newBuilder()
                        .setImageSearch(
                                ImageSearchQuestion.newBuilder().setTerm(term).setLimit(limit)),
                LONG);
        if (!answer.hasImageSearch()) {
            throw unexpected();
        }
        return answer.getImageSearch().getHitsList().stream()
                .limit(limit)
                .flatMap(hit -> SearchHit.of(
                        hit.getName(), hit.getDescription(), hit.getStars(), hit.getOfficial(), hit.getAutomated())
                        .stream())
                .toList();
    }

    private QueryAnswer ask(HostBook.Shown host, Query.Builder question, Duration deadline) {
        HostView view = host.view();
        switch (view.state()) {
            case OFFLINE, PENDING, QUARANTINED ->
                throw new LongshoreException(ErrorCode.HOST_OFFLINE, "host " + view.name() + " is not connected");
            case ENGINE_DOWN ->
                throw new LongshoreException(
                        ErrorCode.ENGINE_DOWN, "the engine of host " + view.name() + " is not running");
            case ONLINE, ENGINE_HUNG -> {}
        }
        return asker.ask(view.id(), question, deadline);
    }

    static LongshoreException unexpected() {
        return new LongshoreException(ErrorCode.PROTOCOL, "the agent answered another question");
    }
}
