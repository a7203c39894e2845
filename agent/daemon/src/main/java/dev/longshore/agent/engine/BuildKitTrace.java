package dev.longshore.agent.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What BuildKit tells of a build, in the lines that {@code docker build --progress=plain} writes. Its messages are protobuf of its
 * own; the few fields that say something to people are read by their numbers, and whatever else there is, is passed over.
 *
 * @see <a href="https://github.com/moby/buildkit/blob/master/api/services/control/control.proto">StatusResponse</a>
 */
final class BuildKitTrace {

    /** The {@code id} of the engine's messages that carry it. */
    static final String ID = "moby.buildkit.trace";

    private static final int VERTEXES = 1;
    private static final int LOGS = 3;
    private static final int DIGEST = 1;
    private static final int VERTEX_NAME = 3;
    private static final int VERTEX_CACHED = 4;
    private static final int VERTEX_STARTED = 5;
    private static final int VERTEX_COMPLETED = 6;
    private static final int VERTEX_ERROR = 7;
    private static final int LOG_STREAM = 3;
    private static final int LOG_TEXT = 4;
    private static final int SECONDS = 1;
    private static final int NANOS = 2;
    private static final int MOST_VERTEXES = 5_000;
    private static final int OPEN_CHARS = 8_000;

    private final BuildLog log;
    private final Map<String, Vertex> vertexes = new HashMap<>();
    private String begun = "";

    private static final class Vertex {
        private final int number;
        /** What a line has so far, of each of its streams. */
        private final Map<Long, Open> open = new TreeMap<>();

        private boolean started;
        private boolean ended;

        Vertex(int number) {
            this.number = number;
        }
    }

    /** What a stream has of a line, and of a value that is not to be shown: the log knows lines only with a number before them. */
    private record Open(StringBuilder line, HiddenValues.Passing passing) {}

    BuildKitTrace(BuildLog log) {
        this.log = log;
    }

    /** The name of the step that began last, as {@code [2/3] RUN make}, with values of arguments in it; empty before. */
    String begun() {
        return begun;
    }

    /** Takes one message; what can't be read is left alone. */
    void take(String base64) {
        try {
            UnknownFieldSet status =
                    UnknownFieldSet.parseFrom(Base64.getDecoder().decode(base64));
            for (ByteString vertex : status.getField(VERTEXES).getLengthDelimitedList()) {
                vertex(UnknownFieldSet.parseFrom(vertex));
            }
            for (ByteString output : status.getField(LOGS).getLengthDelimitedList()) {
                output(UnknownFieldSet.parseFrom(output));
            }
        } catch (IllegalArgumentException | InvalidProtocolBufferException _) {
            // of a BuildKit that speaks otherwise: the outcome is told by other messages
        }
    }

    private void vertex(UnknownFieldSet fields) throws InvalidProtocolBufferException {
        Vertex vertex = find(text(fields, DIGEST));
        String name = text(fields, VERTEX_NAME);
        boolean cached = fields.getField(VERTEX_CACHED).getVarintList().contains(1L);
        if (!vertex.started && fields.hasField(VERTEX_STARTED)) {
            vertex.started = true;
            begun = name;
            log.line("#" + vertex.number + " " + name);
        }
        if (!vertex.ended && fields.hasField(VERTEX_COMPLETED)) {
            vertex.ended = true;
            vertex.open.values().forEach(open -> end(vertex, open));
            String error = text(fields, VERTEX_ERROR);
            log.line("#" + vertex.number
                    + (error.isEmpty() ? cached ? " CACHED" : " DONE " + took(fields) : " ERROR: " + error));
        }
    }

    private void output(UnknownFieldSet fields) {
        Vertex vertex = find(text(fields, DIGEST));
        long stream = (long) number(fields, LOG_STREAM) & 3; // out or err
        Open open = vertex.open.computeIfAbsent(
                stream, _ -> new Open(new StringBuilder(), log.values().passing()));
        add(vertex, open.line(), open.passing().take(text(fields, LOG_TEXT)));
    }

    private void end(Vertex vertex, Open open) {
        add(vertex, open.line(), open.passing().end());
        if (!open.line().isEmpty()) {
            endLine(vertex, open.line());
        }
    }

    private void add(Vertex vertex, StringBuilder open, String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                endLine(vertex, open);
            } else if (open.length() < OPEN_CHARS) {
                open.append(c);
            }
        }
    }

    private void endLine(Vertex vertex, StringBuilder open) {
        log.line("#" + vertex.number + " " + open);
        open.setLength(0);
    }

    private Vertex find(String digest) {
        if (vertexes.size() >= MOST_VERTEXES && !vertexes.containsKey(digest)) {
            vertexes.clear();
        }
        return vertexes.computeIfAbsent(digest, _ -> new Vertex(vertexes.size() + 1));
    }

    private static String took(UnknownFieldSet vertex) throws InvalidProtocolBufferException {
        double seconds = time(vertex, VERTEX_COMPLETED) - time(vertex, VERTEX_STARTED);
        return String.format(Locale.ROOT, "%.1fs", Math.max(0, seconds));
    }

    private static double time(UnknownFieldSet fields, int field) throws InvalidProtocolBufferException {
        for (ByteString time : fields.getField(field).getLengthDelimitedList()) {
            UnknownFieldSet parts = UnknownFieldSet.parseFrom(time);
            return number(parts, SECONDS) + number(parts, NANOS) / 1e9;
        }
        return 0;
    }

    private static double number(UnknownFieldSet fields, int field) {
        return fields.getField(field).getVarintList().stream()
                .mapToDouble(Long::doubleValue)
                .sum();
    }

    private static String text(UnknownFieldSet fields, int field) {
        StringBuilder text = new StringBuilder();
        fields.getField(field).getLengthDelimitedList().forEach(bytes -> text.append(bytes.toStringUtf8()));
        return text.toString();
    }
}
