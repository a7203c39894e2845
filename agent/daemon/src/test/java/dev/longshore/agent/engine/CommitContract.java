package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.CommitTask;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of engine must do when an image is made of a container, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CommitContract {

    private static final String BASE = "docker.io/commit/base:1";
    private static final String MADE = "docker.io/commit/made:1";
    private static final String OTHER = "docker.io/commit/other:1";

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private String container = "";

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage(BASE);
        under.host.importImage(OTHER, 1);
        container = under.host.docker("create", "--name", "committed", BASE, "sh", "-c", "echo here > /own");
        under.host.docker("start", "-a", container);
    }

    @AfterAll
    void close() {
        under.host.docker("rm", "-f", container);
        under.host.docker("rmi", "-f", BASE, OTHER);
        under.close();
    }

    @AfterEach
    void clean() {
        if (under.has(MADE)) {
            under.host.docker("rmi", "-f", MADE);
        }
    }

    @Test
    @DisplayName("makes an image of a container, with its files, message, author and changes")
    void makes() {
        OperationOutcome outcome = run(commit(container, MADE)
                .setMessage("made for a test\nof two lines")
                .setAuthor("Ann O'Nym <ann@example.org>")
                .addAllChanges(
                        List.of("ENV MODE=quiet", "LABEL a=\"b c\"", "CMD [\"cat\", \"/own\"]", "WORKDIR /srv")));

        assertSucceeded(outcome);
        MadeResult made = outcome.getMade();
        assertThat(made.getImageId()).isEqualTo(under.id(MADE));
        assertThat(made.getImagesList()).singleElement().satisfies(image -> {
            assertThat(image.getReference()).isEqualTo(MADE);
            assertThat(image.getReplacedImageId()).isEmpty();
        });
        assertThat(inspect(MADE, "{{.Author}}")).isEqualTo("Ann O'Nym <ann@example.org>");
        assertThat(inspect(MADE, "{{json .Config.Env}}")).contains("MODE=quiet");
        assertThat(inspect(MADE, "{{json .Config.Labels}}")).contains("\"a\":\"b c\"");
        assertThat(inspect(MADE, "{{.Config.WorkingDir}}")).isEqualTo("/srv");
        assertThat(inspect(MADE, "{{.Comment}}")).contains("made for a test");
        assertThat(under.host.docker("run", "--rm", "--network", "none", MADE)).isEqualTo("here");
    }

    @Test
    @DisplayName("catalogue 46: takes no name from another image unless that is wished, and leaves nothing behind then")
    void namesThatAreTaken() {
        String before = under.id(OTHER);
        List<String> images = under.host.imageIds();

        assertFailed(run(commit(container, OTHER)), ErrorCode.TAG_EXISTS);
        assertThat(under.id(OTHER)).isEqualTo(before);
        assertThat(under.host.imageIds()).isEqualTo(images);

        OperationOutcome taken = run(commit(container, OTHER).setOverwrite(true));
        assertSucceeded(taken);
        assertThat(taken.getMade().getImages(0).getReplacedImageId()).isEqualTo(before);
        assertThat(under.id(OTHER)).isEqualTo(taken.getMade().getImageId()).isNotEqualTo(before);
        under.host.docker("tag", before, OTHER);
        under.host.docker("rmi", taken.getMade().getImageId());
    }

    @Test
    @DisplayName("says so when there is no such container")
    void noContainer() {
        assertFailed(run(commit("f".repeat(64), MADE)), ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @DisplayName("catalogue 40: takes nothing for a container that is not an id in full")
    @ValueSource(strings = {"committed", "x/../../images/y", "", "../x?pause=0"})
    void onlyIds(String text) {
        assertFailed(run(commit(text, MADE)), ErrorCode.INVALID_ID);
        assertThat(under.hasContainer("committed")).isTrue();
    }

    @ParameterizedTest
    @DisplayName("takes no change that is more than one instruction, or another than those of the config")
    @ValueSource(strings = {"RUN id", "ENV A=b\nUSER root", "ENV A=b \\", "HEALTHCHECK NONE", "# escape=`", "ENV", ""})
    void onlyChanges(String change) {
        assertFailed(run(commit(container, MADE).addChanges(change)), ErrorCode.INVALID_REQUEST);
        assertThat(under.has(MADE)).isFalse();
    }

    private OperationOutcome run(CommitTask.Builder task) {
        return under.run(OperationCommand.newBuilder().setCommit(task));
    }

    private static CommitTask.Builder commit(String of, String name) {
        return CommitTask.newBuilder().setContainerId(of).setReference(name);
    }

    private String inspect(String reference, String format) {
        return under.host.docker("image", "inspect", "--format", format, reference);
    }
}
