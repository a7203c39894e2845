package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.EngineApi.Pull;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.PullTask;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls an image, or all tags of a repository. An engine's "done" is not believed: errors are read out of the stream, and
 * what came is looked at afterwards, because some engines say done for a platform that the registry does not have.
 */
final class PullWork {

    private static final Logger LOG = LoggerFactory.getLogger(PullWork.class);
    private static final int MAX_TAGS = 500;

    private final EngineApi api;
    private final TagWork tags;
    private final ImageRemoval removal;

    PullWork(EngineApi api, TagWork tags, ImageRemoval removal) {
        this.api = api;
        this.tags = tags;
        this.removal = removal;
    }

    PullResult run(PullTask task, ProgressSink sink) throws IOException, InterruptedException {
        ImageRef ref = task.getAllTags() ? ImageRef.ofName(task.getReference()) : ImageRef.of(task.getReference());
        if (task.getAllTags() && (ref.tag() != null || ref.digest() != null)) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REFERENCE, "all tags are pulled by the repository's name alone: " + ref);
        }
        Platform platform = task.getPlatform().isEmpty() ? null : Platform.of(task.getPlatform());
        Pull pull = new Pull(
                ref,
                task.getAllTags(),
                platform,
                task.hasCredentials() ? RegistryLogin.of(task.getCredentials(), ref) : null);
        return pull.allTags() ? allTags(pull, sink) : one(pull, sink);
    }

    private PullResult one(Pull pull, ProgressSink sink) throws IOException, InterruptedException {
        ByRef name = new ByRef(withoutTagBesideDigest(pull.ref()));
        String before = id(api.imageOrNull(name));
        TransferProgress progress;
        try {
            progress = pulled(new Pull(name.ref(), false, pull.platform(), pull.credentials()), sink);
            concluded(progress, !before.isEmpty());
        } catch (LongshoreException e) {
            if (e.code() == ErrorCode.WRONG_PLATFORM) { // Docker 26 says so after it has named the image that came
                undo(name, before, id(api.imageOrNull(name)));
            }
            throw e;
        }
        JsonNode after = pull.platform() == null ? api.imageOrNull(name) : api.imageOrNull(name, pull.platform());
        if (after == null) {
            undo(name, before, id(api.imageOrNull(name)));
            throw pull.platform() == null
                    ? new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine said done, but has no " + name.ref())
                    : wrongPlatform(pull, pull.platform(), "nothing");
        }
        if (pull.platform() != null && !matches(pull.platform(), after)) {
            undo(name, before, id(after));
            throw wrongPlatform(pull, pull.platform(), platformOf(after));
        }
        String id = id(after);
        String digest = digest(progress, after, pull.ref());
        return PullResult.newBuilder()
                .setImageId(id)
                .setDigest(digest)
                .setAlreadyPresent(id.equals(before) && (progress.upToDate() || progress.doneBytes() == 0))
                .addTags(name.ref().normalized())
                .setBytes(progress.doneBytes())
                .setArchitecture(platformOf(after))
                .build();
    }

    private static ImageRef withoutTagBesideDigest(ImageRef ref) {
        return ref.digest() == null ? ref : new ImageRef(ref.domain(), ref.path(), null, ref.digest());
    }

    private PullResult allTags(Pull pull, ProgressSink sink) throws IOException, InterruptedException {
        Set<String> before = tagsOf(pull.ref());
        TransferProgress progress = pulled(pull, sink);
        concluded(progress, !before.isEmpty());
        Set<String> after = tagsOf(pull.ref());
        if (after.isEmpty()) {
            throw new LongshoreException(
                    ErrorCode.REGISTRY_NOT_FOUND, "no tag of " + pull.ref().familiarName() + " came");
        }
        return PullResult.newBuilder()
                .setDigest(progress.digest())
                .setAlreadyPresent(progress.doneBytes() == 0 && before.equals(after))
                .addAllTags(after.stream().limit(MAX_TAGS).toList())
                .setBytes(progress.doneBytes())
                .build();
    }

    private TransferProgress pulled(Pull pull, ProgressSink sink) throws IOException, InterruptedException {
        return TransferProgress.follow("pulling", sink, each -> api.pull(pull, each));
    }

    /** What was there before proves nothing of a stream that just ended; what was not, and is there now, does. */
    private void concluded(TransferProgress progress, boolean wasThere) throws IOException, InterruptedException {
        if (wasThere && !progress.concluded() && !api.dialect().podman()) {
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine ended the pull without saying what came of it",
                    "The engine may have been stopped meanwhile. Pull again: layers that came are not fetched twice.");
        }
    }

    private Set<String> tagsOf(ImageRef repository) throws IOException, InterruptedException {
        Set<String> tags = new TreeSet<>();
        String prefix = repository.repository() + ":";
        api.images(java.time.Duration.ofMinutes(1), node -> {
            for (JsonNode tag : node.path("RepoTags")) {
                try {
                    String normalized = ImageRef.of(tag.asText("")).normalized();
                    if (normalized.startsWith(prefix)) {
                        tags.add(normalized);
                    }
                } catch (LongshoreException _) {
                    // "<none>:<none>"
                }
            }
            return true;
        });
        return tags;
    }

    private static boolean matches(Platform wanted, JsonNode image) {
        return wanted.os().equals(image.path("Os").asText("linux"))
                && wanted.architecture().equals(image.path("Architecture").asText(""))
                && (wanted.variant().isEmpty()
                        || wanted.variant().equals(image.path("Variant").asText(wanted.variant())));
    }

    private static String platformOf(JsonNode image) {
        String variant = EngineTexts.line(image.path("Variant"), 32);
        return EngineTexts.line(image.path("Os"), 32) + "/" + EngineTexts.line(image.path("Architecture"), 32)
                + (variant.isEmpty() ? "" : "/" + variant);
    }

    /** Puts the name back to what it meant before; an image that the pull brought goes with the name. */
    private void undo(ByRef name, String before, String came) throws InterruptedException {
        try {
            if (before.isEmpty()) {
                removal.takeBack(name);
            } else if (name.ref().tag() != null && !came.isEmpty() && !came.equals(before)) {
                ImageId brought = ImageId.of(came);
                if (tags.giveBack(name.ref(), brought, ImageId.of(before))) {
                    removal.takeBack(new ById(brought));
                }
            }
        } catch (IOException | LongshoreException e) {
            LOG.info("What the pull of {} brought could not be taken back: {}", name.ref(), e.getMessage());
        }
    }

    private static LongshoreException wrongPlatform(Pull pull, Platform wanted, String came) {
        return new LongshoreException(
                ErrorCode.WRONG_PLATFORM,
                "the registry has no " + wanted + " of " + pull.ref() + "; " + came
                        + " came instead and was taken back");
    }

    private static String id(@Nullable JsonNode image) {
        return image == null ? "" : ImageReader.id(image.path("Id"));
    }

    /** What the registry named: told within the stream, or else noted by the engine beside the image. */
    private static String digest(TransferProgress progress, JsonNode image, ImageRef ref) {
        if (!progress.digest().isEmpty()) {
            return progress.digest();
        }
        if (ref.digest() != null) {
            return ref.digest().value();
        }
        for (String text : EngineTexts.lines(image.path("RepoDigests"), 100, 400)) {
            int at = text.indexOf('@');
            if (at > 0
                    && Digest.isDigest(text.substring(at + 1))
                    && ImageRef.ofName(text).repository().equals(ref.repository())) {
                return text.substring(at + 1);
            }
        }
        return "";
    }
}
