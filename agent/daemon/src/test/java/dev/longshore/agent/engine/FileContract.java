package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.agent.WorkBounds;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of engine must be spared of files that persons bring, under the names that these claim. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FileContract {

    private static final String APP = "docker.io/file/app:1";
    private static final String CREATED = "2026-01-02T03:04:05.6Z";
    /** So few that an engine is not kept busy by those that pass. */
    private static final WorkBounds BOUNDS = new WorkBounds(200, 1, 1L << 30, 0);

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private byte[] layer = new byte[0];
    private List<String> before = List.of();

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host(), BOUNDS);
        byte[] content = new byte[1_200_000];
        new Random(1).nextBytes(content);
        layer = MadeArchive.layer(content);
        before = images();
    }

    @AfterEach
    void clean() {
        if (under.has(APP)) {
            under.host.docker("rmi", "-f", APP);
        }
        assertThat(images()).isEqualTo(before);
    }

    @AfterAll
    void close() {
        under.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(HostileArchive.class)
    @DisplayName("refuses a hostile file with its reason, and is as it was (catalogue 45, 46, 47)")
    void hostile(HostileArchive hostile) throws IOException {
        byte[] file = hostile.of(
                new MadeArchive(layer).image("A=b", "2", CREATED, APP).tar(), APP);

        OperationOutcome outcome = load(file);

        assertThat(outcome.getState()).as("%s", outcome).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(outcome.getFailure().getCode()).isIn(hostile.codes());
        assertThat(outcome.getFailure().getReason()).isNotBlank();
        assertThat(under.has(APP)).isFalse();
    }

    @Test
    @DisplayName("catalogue 46: a file that claims 2,000 names gets none of them")
    void manyNames() throws IOException {
        List<String> names = IntStream.range(0, 2_000)
                .mapToObj(at -> "docker.io/file/many:" + at)
                .toList();

        OperationOutcome outcome =
                load(new MadeArchive(layer).image("A=b", "2", CREATED, names).tar());

        assertFailed(outcome, ErrorCode.BAD_ARCHIVE);
        assertThat(outcome.getFailure().getReason()).contains("200 names");
    }

    @Test
    @DisplayName("catalogue 41: a label of more than a megabyte is refused, one of less is cut for all lists")
    void largeLabels() throws IOException {
        byte[] larger = new MadeArchive(layer)
                .image("A=b", "l".repeat(1 << 20), CREATED, APP)
                .tar();
        assertFailed(load(larger), ErrorCode.BAD_ARCHIVE);

        byte[] large = new MadeArchive(layer)
                .image("A=b", "l".repeat(900_000), CREATED, APP)
                .tar();
        assertSucceeded(load(large));
        assertThat(under.awaitTagged(APP).getSerializedSize()).isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-13-45T99:99:99Z"})
    @DisplayName("catalogue 41: odd dates end in a refusal or in an image with a date that there is")
    void dates(String created) throws IOException {
        OperationOutcome outcome =
                load(new MadeArchive(layer).image("A=b", "2", created, APP).tar());

        if (outcome.getState() == OperationOutcome.State.SUCCEEDED) {
            long seen = under.awaitTagged(APP).getCreatedMs();
            assertThat(seen)
                    .isBetween(0L, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli());
        } else {
            assertThat(outcome.getFailure().getReason()).isNotBlank();
            assertThat(under.has(APP)).isFalse();
        }
    }

    private OperationOutcome load(byte[] file) {
        under.archives.put("s-1", file);
        return under.run(OperationCommand.newBuilder()
                .setLoad(LoadTask.newBuilder().setStreamId("s-1").setAsClaimed(true)));
    }

    private List<String> images() {
        return under.host
                .docker("images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")
                .lines()
                .map(ImageWorkContract::normalized)
                .sorted()
                .toList();
    }
}
