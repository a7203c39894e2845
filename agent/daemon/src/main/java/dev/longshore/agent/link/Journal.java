package dev.longshore.agent.link;

import dev.longshore.wire.Failure;
import dev.longshore.wire.OperationOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What became of each operation this host was asked to do, on disk before it is told: {@code accepted} before the first
 * effect, the outcome before it is sent. So a command delivered twice has one effect, and a lost reply is told again.
 * An operation that was accepted when the program ended counts as interrupted at the next start. Commands themselves are
 * never kept, since they may hold credentials.
 *
 * <p>Records are {@code length, kind, payload, crc}; a torn last one is cut off. Written through {@link
 * RandomAccessFile}, because an interrupt closes a FileChannel.
 */
final class Journal implements Closeable {

    private static final byte ACCEPTED = 1;
    private static final byte FINISHED = 2;
    private static final byte ACKNOWLEDGED = 3;
    private static final int MAX_RECORD = 1 << 20;
    private static final int MAX_ACKNOWLEDGED_KEPT = 2_000;
    private static final long COMPACT_ABOVE_BYTES = 4L << 20;

    /** What is known of an operation. */
    record Entry(@Nullable OperationOutcome outcome, boolean acknowledged) {}

    private final StateDirectory state;
    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private RandomAccessFile file;

    private Journal(StateDirectory state, Clock clock, RandomAccessFile file) {
        this.state = state;
        this.clock = clock;
        this.file = file;
    }

    /** Opens the journal; whatever was under way when the program ended becomes interrupted. */
    static Journal open(StateDirectory state, Clock clock) throws IOException {
        Path path = state.file("journal");
        if (!Files.exists(path)) {
            state.write("journal", new byte[0]);
        }
        Journal journal = new Journal(state, clock, new RandomAccessFile(path.toFile(), "rw"));
        journal.read(Files.readAllBytes(path));
        journal.interruptUnfinished();
        journal.compact();
        return journal;
    }

    synchronized @Nullable Entry find(String operationId) {
        return entries.get(operationId);
    }

    /** Must return before the operation has any effect; if it throws, the operation must not run. */
    synchronized void accept(String operationId) throws IOException {
        append(ACCEPTED, operationId.getBytes(StandardCharsets.UTF_8), true);
        entries.put(operationId, new Entry(null, false));
    }

    /** Keeps the outcome in memory even if the disk refuses it, so that it can still be told. */
    synchronized void finish(OperationOutcome outcome) throws IOException {
        entries.put(outcome.getOperationId(), new Entry(outcome, false));
        append(FINISHED, outcome.toByteArray(), true);
    }

    /** The server holds the outcome durably. Losing this record only means telling it once more. */
    synchronized void acknowledge(String operationId) throws IOException {
        Entry entry = entries.get(operationId);
        if (entry == null || entry.outcome() == null || entry.acknowledged()) {
            return;
        }
        entries.put(operationId, new Entry(entry.outcome(), true));
        append(ACKNOWLEDGED, operationId.getBytes(StandardCharsets.UTF_8), false);
        if (file.length() > COMPACT_ABOVE_BYTES) {
            compact();
        }
    }

    synchronized List<OperationOutcome> unacknowledged() {
        List<OperationOutcome> outcomes = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.outcome() != null && !entry.acknowledged()) {
                outcomes.add(entry.outcome());
            }
        }
        return outcomes;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private void read(byte[] content) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        long whole = 0;
        while (in.available() >= 9) {
            int length = in.readInt();
            if (length < 1 || length > MAX_RECORD || in.available() < length + 4) {
                break;
            }
            byte[] record = in.readNBytes(length);
            if (in.readInt() != crc(record)) {
                break;
            }
            replay(record[0], Arrays.copyOfRange(record, 1, length));
            whole += length + 8;
        }
        file.setLength(whole);
        file.seek(whole);
    }

    private void replay(byte kind, byte[] payload) throws IOException {
        switch (kind) {
            case ACCEPTED -> entries.put(new String(payload, StandardCharsets.UTF_8), new Entry(null, false));
            case FINISHED -> {
                OperationOutcome outcome = OperationOutcome.parseFrom(payload);
                entries.put(outcome.getOperationId(), new Entry(outcome, false));
            }
            case ACKNOWLEDGED ->
                entries.computeIfPresent(
                        new String(payload, StandardCharsets.UTF_8), (_, entry) -> new Entry(entry.outcome(), true));
            default -> throw new IOException("the journal holds a record of unknown kind " + kind);
        }
    }

    private void interruptUnfinished() throws IOException {
        for (String id : List.copyOf(entries.keySet())) {
            Entry entry = entries.get(id);
            if (entry != null && entry.outcome() == null) {
                finish(OperationOutcome.newBuilder()
                        .setOperationId(id)
                        .setState(OperationOutcome.State.INTERRUPTED)
                        .setFailure(Failure.newBuilder()
                                .setCode("INTERRUPTED")
                                .setReason("the agent ended while this was under way"))
                        .setFinishedMs(clock.millis())
                        .build());
            }
        }
    }

    /** Rewrites the file with what still matters: all that is unacknowledged, and the newest of the rest. */
    private void compact() throws IOException {
        long acknowledged =
                entries.values().stream().filter(Entry::acknowledged).count();
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (acknowledged > MAX_ACKNOWLEDGED_KEPT && oldestFirst.hasNext()) {
            if (oldestFirst.next().acknowledged()) {
                oldestFirst.remove();
                acknowledged--;
            }
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (Map.Entry<String, Entry> one : entries.entrySet()) {
            OperationOutcome outcome = one.getValue().outcome();
            byte[] id = one.getKey().getBytes(StandardCharsets.UTF_8);
            content.writeBytes(outcome == null ? frame(ACCEPTED, id) : frame(FINISHED, outcome.toByteArray()));
            if (one.getValue().acknowledged()) {
                content.writeBytes(frame(ACKNOWLEDGED, id));
            }
        }
        if (content.size() == file.length()) {
            return;
        }
        state.write("journal", content.toByteArray());
        file.close();
        file = new RandomAccessFile(state.file("journal").toFile(), "rw");
        file.seek(file.length());
    }

    private void append(byte kind, byte[] payload, boolean force) throws IOException {
        long end = file.getFilePointer();
        try {
            file.write(frame(kind, payload));
            if (force) {
                file.getFD().sync();
            }
        } catch (IOException e) {
            // A half-written record would hide all later ones from the next start.
            file.setLength(end);
            file.seek(end);
            throw e;
        }
    }

    private static byte[] frame(byte kind, byte[] payload) {
        byte[] record = new byte[payload.length + 1];
        record[0] = kind;
        System.arraycopy(payload, 0, record, 1, payload.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.length + 8);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(record.length);
            out.write(record);
            out.writeInt(crc(record));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static int crc(byte[] record) {
        CRC32 crc = new CRC32();
        crc.update(record);
        return (int) crc.getValue();
    }
}
