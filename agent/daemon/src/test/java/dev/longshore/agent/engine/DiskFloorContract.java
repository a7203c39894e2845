package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longshore.agent.WorkBounds;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.stream.BlockInput;
import dev.longshore.wire.ImportTask;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.SaveTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of jobs where the engine's disk, a small one of its own, would have less free than its owner wants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DiskFloorContract {

    private static final int DISK_MIB = 400;
    private static final int FLOOR_MIB = 200;

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private EngineUnderTest careful;
    private byte[] small = new byte[0];

    abstract LabHost host();

    /** Whether the engine's own disk takes what it is sent while it comes; Podman keeps it elsewhere until it is whole. */
    abstract boolean writesAsItComes();

    @BeforeAll
    void open() throws Exception {
        LabHost host = host();
        host.stopEngine();
        for (String folder : List.of("/var/lib/docker", "/var/lib/containers")) {
            host.exec("mkdir", "-p", folder);
            host.exec("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", folder);
        }
        host.startEngine();
        under = new EngineUnderTest(host);
        WorkBounds usual = WorkBounds.USUAL;
        careful = new EngineUnderTest(
                host, new WorkBounds(usual.imageEntries(), usual.rootEntries(), usual.bytes(), (long) FLOOR_MIB << 20));
        host.importImage("floor/small:1", 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        under.engine.save(
                SaveTask.newBuilder().addReferences("docker.io/floor/small:1").build(), out);
        small = out.toByteArray();
    }

    @AfterAll
    void close() {
        careful.close();
        under.close();
        lab.remove(under.host);
    }

    @Test
    @DisplayName("catalogue 47: what leaves less than the floor is ended on the way and taken back, what fits goes on")
    void meanwhile() throws Exception {
        assumeTrue(writesAsItComes());
        List<String> before = under.host.imageIds();
        // its sender waits for ever before the end: nothing but the floor can end it
        careful.archives.put("s-big", () -> new Filling(head(DISK_MIB), DISK_MIB - FLOOR_MIB + 60));

        OperationOutcome outcome = careful.run(command("s-big"));

        assertFailed(outcome, ErrorCode.DISK_FULL);
        assertThat(outcome.getFailure().getReason()).contains("LONGSHORE_DISK_FLOOR");
        assertThat(under.host.imageIds()).isEqualTo(before);
        careful.archives.put("s-1", small);
        assertSucceeded(careful.run(load("s-1")));
    }

    @Test
    @DisplayName("catalogue 47: a load, an import and a pull are refused before they begin where less is free")
    void before() {
        under.host.importImage("floor/filling:1", DISK_MIB - FLOOR_MIB + 60);
        List<String> images = under.host.imageIds();

        // no stream is even opened
        assertFailed(careful.run(command("s-none")), ErrorCode.DISK_FULL);
        assertFailed(careful.run(load("s-none")), ErrorCode.DISK_FULL);
        assertFailed(careful.pull("registry.invalid/none:1"), ErrorCode.DISK_FULL);
        assertThat(under.host.imageIds()).isEqualTo(images);

        under.host.docker("rmi", "floor/filling:1");
        careful.archives.put("s-1", small);
        assertSucceeded(careful.run(load("s-1")));
    }

    private static OperationCommand.Builder command(String streamId) {
        return OperationCommand.newBuilder()
                .setImport(ImportTask.newBuilder()
                        .setStreamId(streamId)
                        .setReference("docker.io/floor/root:1")
                        .setOverwrite(true));
    }

    private static OperationCommand.Builder load(String streamId) {
        return OperationCommand.newBuilder()
                .setLoad(LoadTask.newBuilder().setStreamId(streamId).setAsClaimed(true));
    }

    /** Of a tar with one large file. */
    private static byte[] head(int mib) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        TarArchiveOutputStream out = Archives.write(head); // never closed: it would miss the content
        TarArchiveEntry entry = new TarArchiveEntry("large");
        entry.setModTime(0L);
        entry.setSize((long) mib << 20);
        out.putArchiveEntry(entry);
        return head.toByteArray();
    }

    /** A head, so many bytes, and then nothing for ever. */
    private static final class Filling extends BlockInput {

        private final InputStream head;
        private final Random random = new Random(1);
        private long left;

        Filling(byte[] head, int mib) {
            this.head = new ByteArrayInputStream(head);
            this.left = (long) mib << 20;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = head.read(into, offset, length);
            if (count > 0) {
                return count;
            }
            if (left == 0) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException();
                }
            }
            int next = (int) Math.min(left, length);
            left -= next;
            Arrays.fill(into, offset, offset + next, (byte) random.nextInt());
            return next;
        }
    }
}
