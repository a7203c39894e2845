package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.OperationOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of a pull where the engine's disk, a small one of its own, has no room for the image. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DiskFullContract {

    private static final int DISK_MIB = 64;

    final Lab lab = Lab.shared();

    private EngineUnderTest under;

    abstract LabHost host();

    /** A host with an ordinary disk, where images can be made. */
    abstract LabHost maker();

    @BeforeAll
    void open() {
        LabHost host = host();
        host.stopEngine();
        for (String folder : List.of("/var/lib/docker", "/var/lib/containers")) {
            host.exec("mkdir", "-p", folder);
            host.exec("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", folder);
        }
        host.startEngine();
        under = new EngineUnderTest(host);
    }

    @AfterAll
    void close() {
        under.close();
        lab.remove(under.host);
    }

    @Test
    @DisplayName(
            "it fails as a full disk, with the remedy; what the host had stays, and what fits is pulled afterwards")
    void pullsMoreThanFits() {
        String kept = under.host.importImage("full/kept:1");
        String tooBig = pushed("full/big:1", 2 * DISK_MIB);
        String small = pushed("full/small:1", 1);
        List<String> before = under.host.imageIds();

        OperationOutcome outcome = under.pull(tooBig);

        assertThat(outcome.getState()).as(outcome.toString()).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(outcome.getFailure().getCode()).as(outcome.toString()).isEqualTo(ErrorCode.DISK_FULL.name());
        assertThat(outcome.getFailure().getRemedy()).contains("Free space");
        assertThat(under.host.imageIds()).isEqualTo(before);
        assertThat(under.id("full/kept:1")).endsWith(kept.replace("sha256:", ""));
        assertSucceeded(under.pull(small));
        assertThat(under.has(small)).isTrue();
    }

    private String pushed(String name, int mib) {
        LabHost maker = maker();
        maker.importImage(name, mib);
        String reference = lab.registry().push(maker, name, name);
        maker.docker("rmi", name);
        return reference;
    }
}
