package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.Digest;
import dev.longshore.stream.CountedInput;
import dev.longshore.wire.LogLines;
import dev.longshore.wire.OperationProgress;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows a build: the context on its way, then the steps and their log, which reaches people though the build falls silent. */
final class BuildProgress implements AutoCloseable {

    /** How the classic builder and Podman begin a step. */
    private static final Pattern STEP = Pattern.compile("(?:Step|STEP) (\\d{1,5})/(\\d{1,5}) ?: ?(.*)");

    /** How BuildKit names one, where it has stages with the stage's name. */
    private static final Pattern VERTEX = Pattern.compile("\\[(?:\\S+ )?(\\d{1,5})/(\\d{1,5})\\] (.*)");

    private final ProgressSink sink;
    private final BuildLog log;
    private final BuildKitTrace trace;
    private final Thread pulse;
    private volatile String step = "sending the context";
    private volatile int done;
    private volatile int total;
    private volatile long sentBytes;
    private volatile String imageId = "";

    /** @param arguments values that are not to be shown */
    BuildProgress(ProgressSink sink, Collection<String> arguments) {
        this.sink = sink;
        this.log = new BuildLog(arguments);
        this.trace = new BuildKitTrace(log);
        this.pulse = Thread.ofVirtual().name("build-log").start(this::pulse);
    }

    /** What was written last is told as well, when nothing follows it. */
    private void pulse() {
        try {
            while (true) {
                Thread.sleep(Duration.ofNanos(ProgressSink.LEAST_PAUSE_NANOS));
                if (log.waits()) {
                    sink.report(this::report);
                }
            }
        } catch (InterruptedException _) {
            // the build has ended
        }
    }

    BuildLog log() {
        return log;
    }

    /** The image that the engine named last, or empty: of a build in stages it names each stage's. */
    String imageId() {
        return imageId;
    }

    /** Takes one message of the engine; throws the error that it tells. */
    boolean take(JsonNode message) throws EngineRefusal {
        sentBytes = 0;
        String text = message.path("stream").asText("");
        if (!text.isEmpty()) {
            log.text(text);
            begun(STEP.matcher(log.values().outOf(text).strip()));
        }
        if (message.path("id").asText("").equals(BuildKitTrace.ID)) {
            trace.take(message.path("aux").asText(""));
            begun(VERTEX.matcher(log.values().outOf(trace.begun())));
        }
        String status = message.path("status").asText("");
        if (!status.isEmpty() && !message.path("progressDetail").has("current")) {
            String id = message.path("id").asText("");
            log.line(id.isEmpty() ? status : id + ": " + status);
        }
        String id = message.path("aux").path("ID").asText("");
        imageId = Digest.isDigest(id) ? id : imageId;
        EngineRefusal.throwIfTold(message);
        sink.report(this::report);
        return true;
    }

    private void begun(Matcher named) {
        if (named.matches()) {
            step = BuildLog.clean(named.group(3));
            done = Integer.parseInt(named.group(1));
            total = Integer.parseInt(named.group(2));
        }
    }

    private OperationProgress.Builder report() {
        OperationProgress.Builder progress = OperationProgress.newBuilder()
                .setStep(step)
                .setDoneBytes(sentBytes)
                .setDoneItems(done)
                .setTotalItems(total);
        LogLines lines = log.take();
        return lines.getLinesCount() == 0 ? progress : progress.setLog(lines);
    }

    /** The context, reported as it goes. */
    CountedInput counting(InputStream context) {
        return new CountedInput(context, bytes -> {
            sentBytes = bytes;
            sink.report(this::report);
        });
    }

    /** Nothing more is told. */
    @Override
    public void close() {
        log.endOpen();
        pulse.interrupt();
        while (log.waits()) {
            sink.now(this::report);
        }
    }
}
