package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.model.HostId;
import dev.longshore.wire.Query;
import dev.longshore.wire.RawQuestion;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkIT {

    private Linked linked;

    @BeforeAll
    void start(@TempDir Path dir) {
        linked = Linked.start(dir);
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    @Test
    void anAgentEnrolsConnectsAndSendsItsInventory() {
        HostId host = linked.join("alpha");

        await().atMost(Linked.SOON)
                .untilAsserted(() -> assertThat(linked.heard().all(Recorder.Heard.Snapshot.class))
                        .anySatisfy(snapshot -> assertThat(snapshot.host()).isEqualTo(host)));
        linked.lastAgent().engine.add("docker.io/library/busybox:1.35");
        await().atMost(Linked.SOON)
                .untilAsserted(() -> assertThat(linked.heard().messages())
                        .anySatisfy(message -> assertThat(message.getDelta().getImagesList())
                                .anySatisfy(image ->
                                        assertThat(image.getTagsList()).contains("docker.io/library/busybox:1.35"))));
    }

    @Test
    void aQuestionIsAnswered() {
        HostId host = linked.join("beta");

        Query.Builder question = Query.newBuilder().setRaw(RawQuestion.newBuilder());
        assertThat(linked.bean(Agents.class)
                        .query(host, question, Duration.ofSeconds(10))
                        .getRawJson()
                        .toStringUtf8())
                .isEqualTo("{}");
    }
}
