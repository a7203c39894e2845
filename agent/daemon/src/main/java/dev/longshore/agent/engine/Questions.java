package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.longshore.agent.cgroup.Namespaces;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Image;
import dev.longshore.wire.PrunePreview;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.RawQuestion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Answers what the server asks of this host; trouble is an answer too. */
final class Questions {

    private static final int MAX_RAW = 4 << 20;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final EngineApi api;
    private final Inventory inventory;
    private final DiskMeter meter;
    private final ImageUsers users;
    private final ImageDetails details;
    private final ImageSearch search;
    private final LayerFilesWork layerFiles;
    private final PackedImages packed;
    private final MirrorWork mirrors;
    private final Namespaces namespaces;

    Questions(
            EngineApi api,
            Inventory inventory,
            DiskMeter meter,
            MirrorWork mirrors,
            PackedImages packed,
            Namespaces namespaces) {
        this.namespaces = namespaces;
        this.packed = packed;
        this.mirrors = mirrors;
        this.api = api;
        this.inventory = inventory;
        this.meter = meter;
        this.users = new ImageUsers(api);
        this.details = new ImageDetails(api, inventory);
        this.search = new ImageSearch(api);
        this.layerFiles = new LayerFilesWork(api);
    }

    QueryAnswer answer(Query query, EngineHealth health) throws InterruptedException {
        QueryAnswer.Builder answer = QueryAnswer.newBuilder();
        try {
            health.require();
            Duration patience = patience(query);
            switch (query.getQuestionCase()) {
                case IMAGE_DETAIL ->
                    answer.setImageDetail(
                            details.of(ImageId.of(query.getImageDetail().getImageId())));
                case PRUNE_PREVIEW ->
                    answer.setPrunePreview(preview(query.getPrunePreview().getAllUnused(), patience));
                case RAW -> answer.setRawJson(raw(query.getRaw()));
                case DISK_USAGE -> answer.setDiskUsage(meter.measure(patience));
                case IMAGE_SEARCH -> answer.setImageSearch(search.of(query.getImageSearch(), patience));
                case LAYER_FILES -> answer.setLayerFiles(layerFiles.list(query.getLayerFiles(), patience));
                case IMAGE_CONTENT ->
                    answer.setImageContent(
                            packed.answer(ImageId.of(query.getImageContent().getImageId()), patience));
                case MIRRORS -> answer.setMirrors(mirrors.preview(query.getMirrors()));
                case NAMESPACES -> answer.setNamespaces(namespaces.answer(query.getNamespaces()));
                case QUESTION_NOT_SET ->
                    throw new LongshoreException(ErrorCode.PROTOCOL, "this agent does not know that question");
            }
        } catch (IOException e) {
            answer.setFailure(EngineFaults.failure(EngineFaults.of(e)));
        } catch (LongshoreException e) {
            answer.setFailure(EngineFaults.failure(e));
        }
        return answer.build();
    }

    private static Duration patience(Query query) {
        long ms = query.getDeadlineMs();
        return ms <= 0 || ms > LONGEST.toMillis() ? LONGEST : Duration.ofMillis(ms);
    }

    /** The images that would go: without a container, and without a tag unless all unused ones are meant. */
    private PrunePreview preview(boolean allUnused, Duration patience) throws IOException, InterruptedException {
        Map<String, List<ImageUsers.User>> used = users.now();
        PrunePreview.Builder preview = PrunePreview.newBuilder();
        // listed by the engine now, described by the inventory
        api.images(patience, node -> {
            String id = ImageReader.id(node.path("Id"));
            Image known = inventory.image(id);
            boolean tagged = false;
            for (JsonNode tag : node.path("RepoTags")) {
                tagged |= !tag.asText("").startsWith("<none>");
            }
            if (known != null && !used.containsKey(id) && (allUnused || !tagged)) {
                preview.addImages(known);
                preview.setReclaimableBytes(preview.getReclaimableBytes() + ImageRemoval.unique(known));
            }
            return true;
        });
        return preview.build();
    }

    private ByteString raw(RawQuestion question) throws IOException, InterruptedException {
        JsonNode document = switch (question.getWhat()) {
            case INFO -> api.info();
            case VERSION -> api.meet().versionDocument();
            case IMAGE -> api.image(new ById(ImageId.of(question.getId())));
            case CONTAINER -> api.container(ContainerId.of(question.getId()));
            case UNRECOGNIZED ->
                throw new LongshoreException(ErrorCode.PROTOCOL, "this agent does not know that document");
        };
        ByteString bytes = FactsReader.raw(document, MAX_RAW);
        if (bytes.isEmpty()) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE, "the document is larger than " + (MAX_RAW >> 20) + " MiB");
        }
        return bytes;
    }
}
