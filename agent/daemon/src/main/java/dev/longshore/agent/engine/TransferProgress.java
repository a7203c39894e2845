package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.Digest;
import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the engine's words about the layers of a pull or a push into bytes. A layer's bytes count when they have come or
 * gone; extracting it adds none. Its size is known only as its transfer begins, so the total grows in the beginning.
 */
final class TransferProgress {

    private static final int MAX_LAYERS = 2000;
    /** Layers within one report; the rest follows with the next. */
    private static final int MAX_REPORTED = 400;

    /** How both engines end a push; Docker says it once more as {@code aux}, Podman does not. */
    private static final Pattern PUSHED = Pattern.compile("[^ ]{1,128}: digest: (sha256:[0-9a-f]{64}) size: \\d+");

    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private String digest = "";
    private String step;
    private boolean upToDate;
    private boolean concluded;

    private static final class Layer {
        String status = "waiting";
        long done;
        long total;
        boolean exists;
    }

    TransferProgress(String step) {
        this.step = step;
    }

    /** A call that streams what becomes of the layers. */
    interface Transfer {
        void run(EngineClient.Each each) throws IOException, InterruptedException;
    }

    /**
     * Follows a transfer to its end, reporting on the way; an error in its stream ends it.
     *
     * @param step the word for it, for people
     */
    static TransferProgress follow(String step, ProgressSink sink, Transfer transfer)
            throws IOException, InterruptedException {
        TransferProgress progress = new TransferProgress(step);
        try {
            transfer.run(message -> {
                EngineRefusal.throwIfTold(message);
                progress.take(message);
                sink.report(progress::report);
                return true;
            });
        } catch (EngineRefusal refusal) {
            sink.close();
            throw EngineFaults.ofTransfer(refusal);
        }
        progress.finish();
        sink.report(progress::report);
        return progress;
    }

    /** Takes one message of the stream. */
    void take(JsonNode message) {
        String status = message.path("status").asText("");
        String id = EngineTexts.line(message.path("id"), 80);
        Matcher pushed = PUSHED.matcher(status);
        if (pushed.matches()) {
            digest = pushed.group(1);
        } else if (status.startsWith("Digest: ")) {
            String told = status.substring(8).strip();
            digest = Digest.isDigest(told) ? told : digest;
        } else if (status.startsWith("Status: ")) {
            concluded = true;
            upToDate = status.startsWith("Status: Image is up to date");
        } else if (status.startsWith("Pulling from ")) {
            step = "pulling " + id;
        } else if (!id.isEmpty() && (layers.containsKey(id) || layers.size() < MAX_LAYERS)) {
            layer(id, status, message.path("progressDetail"));
        }
    }

    private void layer(String id, String status, JsonNode detail) {
        String word = word(status.toLowerCase(Locale.ROOT));
        if (word.isEmpty()) {
            return;
        }
        Layer layer = layers.computeIfAbsent(id, _ -> new Layer());
        long current = Math.max(0, detail.path("current").asLong(0));
        long total = Math.max(0, detail.path("total").asLong(0));
        switch (word) {
            case "downloading", "uploading" -> {
                layer.total = Math.max(layer.total, total);
                layer.done = Math.max(layer.done, current); // a resumed download starts over: never backwards
            }
            case "extracting", "verifying", "downloaded", "done" -> {
                layer.total = layer.total == 0 && word.equals("extracting") ? total : layer.total;
                layer.done = layer.total;
            }
            case "exists" -> layer.exists = true;
            default -> {}
        }
        layer.done = layer.total > 0 ? Math.min(layer.done, layer.total) : layer.done;
        layer.status = word;
        changed.add(id);
    }

    private static String word(String status) {
        return switch (status) {
            case "pulling fs layer", "waiting", "pulling image" -> "waiting";
            case "downloading" -> "downloading";
            case "verifying checksum" -> "verifying";
            case "download complete" -> "downloaded";
            case "extracting" -> "extracting";
            case "pull complete" -> "done";
            case "preparing" -> "waiting";
            case "pushing" -> "uploading";
            case "pushed" -> "done";
            case "already exists", "layer already exists" -> "exists";
            default ->
                status.startsWith("retrying in") ? "waiting" : status.startsWith("mounted from ") ? "exists" : "";
        };
    }

    /** What has changed since the last report. */
    OperationProgress.Builder report() {
        OperationProgress.Builder progress = OperationProgress.newBuilder()
                .setStep(step)
                .setDoneBytes(doneBytes())
                .setTotalBytes(
                        layers.values().stream().mapToLong(layer -> layer.total).sum())
                .setDoneItems((int) layers.values().stream()
                        .filter(TransferProgress::finished)
                        .count())
                .setTotalItems(layers.size());
        changed.stream().limit(MAX_REPORTED).toList().forEach(id -> {
            changed.remove(id);
            Layer layer = layers.get(id);
            if (layer != null) {
                progress.addLayers(LayerProgress.newBuilder()
                        .setId(id)
                        .setStatus(layer.status)
                        .setDoneBytes(layer.done)
                        .setTotalBytes(layer.total));
            }
        });
        return progress;
    }

    private static boolean finished(Layer layer) {
        return layer.exists || layer.status.equals("done");
    }

    /** The engine has finished: so has each layer, whether or not it said so. */
    void finish() {
        layers.forEach((id, layer) -> {
            if (!layer.exists && !layer.status.equals("done")) {
                layer.status = "done";
                layer.done = layer.total;
                changed.add(id);
            }
        });
    }

    /** Whether there are layers, and the other side had all of them. */
    boolean allThere() {
        return !layers.isEmpty() && layers.values().stream().allMatch(layer -> layer.exists);
    }

    long doneBytes() {
        return layers.values().stream().mapToLong(layer -> layer.done).sum();
    }

    /** Digest of the manifest or index that the engine named last, or empty. */
    String digest() {
        return digest;
    }

    /** Whether Docker said what came of a pull, which it does last of all; Podman has no such word. */
    boolean concluded() {
        return concluded;
    }

    /** Whether the engine said that nothing was new. */
    boolean upToDate() {
        return upToDate;
    }
}
