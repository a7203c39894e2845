package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.stream.CountedInput;
import dev.longshore.wire.BuildResult;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.RegistryCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds an image of a context that comes as a stream. It is built without a name, looked at, and given its names only then;
 * the log goes with the outcome, whatever that is.
 */
final class BuildWork {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_NAMES = 20;

    private final EngineApi api;
    private final Naming naming;

    BuildWork(EngineApi api, Naming naming) {
        this.api = api;
        this.naming = naming;
    }

    void run(BuildTask task, ProgressSink sink, Downloads downloads, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        if (task.getReferencesCount() > MOST_NAMES) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "at most " + MOST_NAMES + " names");
        }
        List<ImageRef> names =
                task.getReferencesList().stream().map(Naming::givable).toList();
        ImageBuild build = new ImageBuild(
                settings(task), BuildSettings.arguments(task.getArgsMap()), signIns(task), buildKit(task));
        naming.refuseTaken(names, task.getOverwrite());
        Set<String> before = new HashSet<>();
        api.images(PATIENCE, image -> {
            before.add(ImageReader.id(image.path("Id")));
            return true;
        });
        BuildProgress progress = new BuildProgress(sink, build.arguments().values());
        BuildResult.Builder result = BuildResult.newBuilder().setBuilder(word(build));
        try {
            ImageId made = built(build, task.getStreamId(), progress, downloads);
            MadeResult named = naming.name(made, names, task.getOverwrite(), !before.contains(made.value()));
            result.setImageId(made.value()).addAllImages(named.getImagesList());
        } finally {
            progress.close();
            outcome.setBuild(result.setLog(progress.log().last()));
        }
    }

    private static BuildSettings settings(BuildTask task) {
        return new BuildSettings(
                ContextPath.of(task.getDockerfile()),
                task.getTarget(),
                task.getPlatform().isEmpty() ? null : Platform.of(task.getPlatform()),
                task.getNoCache(),
                task.getPull(),
                task.getLabelsMap(),
                switch (task.getBuilder()) {
                    case CLASSIC -> BuildSettings.Builder.CLASSIC;
                    case BUILDKIT -> BuildSettings.Builder.BUILDKIT;
                    case ANY, UNRECOGNIZED -> BuildSettings.Builder.ANY;
                });
    }

    /** BuildKit asks a session for accounts, and takes none with the request; the classic builder does. */
    private boolean buildKit(BuildTask task) throws IOException, InterruptedException {
        return task.getBuilder() != BuildTask.By.CLASSIC
                && task.getCredentialsCount() == 0
                && !api.dialect().podman();
    }

    private List<RegistryCredentials> signIns(BuildTask task) throws IOException, InterruptedException {
        if (task.getCredentialsCount() > 0
                && task.getBuilder() == BuildTask.By.BUILDKIT
                && !api.dialect().podman()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "BuildKit takes no accounts from outside of a session",
                    "Build it with the classic builder, or pull the base images first, which BuildKit then uses.");
        }
        return task.getCredentialsList().stream().map(RegistryLogin::ofAny).toList();
    }

    private String word(ImageBuild build) throws IOException, InterruptedException {
        return api.dialect().podman() ? "podman" : build.buildKit() ? "buildkit" : "classic";
    }

    /** Has it built, and gives what came of it, which is there. */
    private ImageId built(ImageBuild build, String streamId, BuildProgress progress, Downloads downloads)
            throws IOException, InterruptedException {
        downloads.take(streamId, in -> {
            CountedInput coming = progress.counting(in);
            ContextArchive context = new ContextArchive(coming, build.settings().dockerfile());
            send(build, coming, context, progress);
        });
        String id = progress.imageId();
        JsonNode image = id.isEmpty() ? null : api.imageOrNull(new ById(ImageId.of(id)));
        if (image == null) {
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine said done, but has no image of it",
                    build.buildKit() ? "Build it with the classic builder." : ErrorCode.ENGINE_ERROR.remedy());
        }
        return ImageId.of(ImageReader.id(image.path("Id")));
    }

    private void send(ImageBuild build, CountedInput coming, ContextArchive context, BuildProgress progress)
            throws IOException, InterruptedException {
        try {
            api.build(build, context, progress::take);
        } catch (EngineRefusal refusal) {
            LongshoreException fault = context.fault();
            throw fault == null
                    ? BuildFaults.of(new EngineRefusal(
                            refusal.status(), progress.log().values().outOf(refusal.message())))
                    : fault;
        } catch (IOException e) {
            LongshoreException fault = context.fault();
            if (fault == null || coming.brokeOff()) {
                throw e;
            }
            throw fault;
        }
    }
}
