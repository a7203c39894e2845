package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.EngineUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.agent.engine.EngineUnderTest.Seen;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.ImageDetailQuestion;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.RawQuestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of engine must show of itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineContract {

    final Lab lab = Lab.shared();

    private EngineUnderTest under;

    /** A host with the kind of engine that is tested. */
    abstract LabHost host();

    abstract String engineName();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    @DisplayName("shows the host's facts, its runtimes with their versions, and which API was agreed on")
    void facts() throws IOException {
        var facts = under.seen().facts();

        assertThat(facts.getEngine()).isEqualTo(engineName());
        assertThat(facts.getEngineName()).isEqualTo(under.host.name());
        assertThat(facts.getServerVersion()).matches("\\d+\\.\\d+.*");
        assertThat(facts.getNegotiatedApiVersion()).matches("1\\.[4-9]\\d");
        assertThat(facts.getStorageDriver()).startsWith("overlay");
        assertThat(facts.getCpus()).isPositive();
        assertThat(facts.getMemoryBytes()).isPositive();
        assertThat(facts.getKernel()).isNotEmpty();
        assertThat(facts.getCgroupVersion()).matches("[12]");
        assertThat(facts.getPluginsList()).anyMatch(plugin -> plugin.getKind().equals("Network"));
        assertThat(facts.getInsecureRegistriesList()).anyMatch(name -> name.startsWith("127.0.0"));
        assertThat(facts.getDefaultRuntime()).isIn("runc", "crun");
        assertThat(facts.getRuntimesList()).anySatisfy(runtime -> {
            assertThat(runtime.getName()).isEqualTo(facts.getDefaultRuntime());
            assertThat(runtime.getVersion()).matches("\\d+\\.\\d+.*");
            assertThat(runtime.getFeaturesList()).contains("seccomp");
        });
        assertThat(facts.getSerializedSize()).isLessThan(48 << 10);
    }

    @Test
    @DisplayName("shows an image that a shell made within a delta, and its going within another")
    void imageDeltas() throws IOException {
        String id = under.host.importImage("contract/delta:1");
        Image image = under.awaitTagged("docker.io/contract/delta:1");

        assertThat(image.getId()).isEqualTo(id.startsWith("sha256:") ? id : "sha256:" + id);
        assertThat(image.getDiffIdsList()).hasSize(1).allMatch(layer -> layer.startsWith("sha256:"));
        assertThat(image.getArchitecture()).isNotEmpty();
        assertThat(image.getOs()).isEqualTo("linux");
        assertThat(image.getSizeBytes()).isPositive();
        assertThat(image.getCreatedMs()).isGreaterThan(1_700_000_000_000L);
        assertThat(under.collected.deltas)
                .anyMatch(delta -> delta.getImagesList().contains(image));
        await().atMost(SOON)
                .until(() -> under.collected.events.stream()
                        .map(EngineEvent::getType)
                        .anyMatch("image"::equals));

        under.host.docker("rmi", "contract/delta:1");
        await().atMost(SOON)
                .until(() -> under.collected.deltas.stream()
                        .flatMap(delta -> delta.getRemovedImagesList().stream())
                        .anyMatch(image.getId()::equals));
        assertThat(under.seen().images()).noneMatch(left -> left.getId().equals(image.getId()));
        assertGrowsByOne();
    }

    private void assertGrowsByOne() {
        long last = 0;
        for (InventoryDelta delta : under.collected.deltas) {
            assertThat(last == 0 ? delta.getRevision() : last + 1).isEqualTo(delta.getRevision());
            last = delta.getRevision();
        }
    }

    @Test
    @DisplayName("shows a container from its start to its end, and how many use an image")
    void containers() throws IOException {
        under.host.importImage("contract/used:1");
        under.host.docker(
                "run",
                "-d",
                "--name",
                "contract-c",
                "-l",
                "com.docker.compose.project=shop",
                "-l",
                "com.docker.compose.service=web",
                "contract/used:1",
                "sh",
                "-c",
                "sleep 8; exit 3");

        Container running = awaitContainer("contract-c", "running");
        assertThat(running.getComposeProject()).isEqualTo("shop");
        assertThat(running.getComposeService()).isEqualTo("web");
        assertThat(running.getRuntime()).isIn("runc", "crun");
        assertThat(running.getStartedMs()).isGreaterThan(1_700_000_000_000L);
        assertThat(running.getImageId()).isEqualTo(under.id("contract/used:1"));
        await().atMost(SOON).until(() -> users("docker.io/contract/used:1") == 1);

        Container exited = awaitContainer("contract-c", "exited");
        assertThat(exited.getExitCode()).isEqualTo(3);
        assertThat(exited.getFinishedMs()).isGreaterThan(exited.getStartedMs());

        under.host.docker("rm", "contract-c");
        await().atMost(SOON).until(() -> under.seen().named("contract-c").isEmpty());
        await().atMost(SOON).until(() -> users("docker.io/contract/used:1") == 0);
        under.host.docker("rmi", "contract/used:1");
    }

    @Test
    @DisplayName("remembers the reference that a container was made from after it names another image")
    void givenImage() throws IOException {
        under.host.importImage("contract/moving:1");
        under.host.docker("create", "--name", "contract-given", "contract/moving:1", "true");
        Container made = awaitContainer("contract-given", "created");
        assertThat(made.getGivenImage()).endsWith("contract/moving:1");
        String first = made.getImageId();

        under.host.importImage("contract/moving:1", 1);
        await().atMost(SOON)
                .until(() -> under.seen()
                        .tagged("docker.io/contract/moving:1")
                        .filter(image -> !image.getId().equals(first))
                        .isPresent());
        Container after = awaitContainer("contract-given", "created");
        assertThat(after.getGivenImage()).endsWith("contract/moving:1");
        assertThat(after.getImageId()).isEqualTo(first);
        under.host.docker("rm", "contract-given");
        under.host.docker("rmi", "contract/moving:1", first);
    }

    /** How many containers use it, -1 while the agent has not seen it: images and containers come by events of their own. */
    private int users(String normalized) throws IOException {
        return under.seen()
                .tagged(normalized)
                .map(image -> image.getContainers())
                .orElse(-1);
    }

    private Container awaitContainer(String name, String state) throws IOException {
        await().atMost(SOON)
                .until(() -> under.seen()
                        .named(name)
                        .filter(container -> container.getState().equals(state))
                        .isPresent());
        Seen seen = under.seen();
        return seen.named(name).orElseThrow();
    }

    @Test
    @DisplayName("caps a label of 1 MB, control characters and a name of 2,000 characters (catalogue 41)")
    void hostileMetadata(@TempDir Path folder) throws IOException {
        under.host.importImage("contract/base:1");
        String big = "x".repeat(60_000);
        StringBuilder file = new StringBuilder("FROM contract/base:1\n");
        for (int i = 0; i < 16; i++) {
            file.append(i == 0 ? "LABEL big" : " \\\n big")
                    .append(i)
                    .append("=\"")
                    .append(big)
                    .append('"');
        }
        file.append(" \\\n evil=\"<img onerror=x>\u202e\u001b[2J\"\nENV SECRET=hunter2\n");
        Files.writeString(folder.resolve("Dockerfile"), file);
        under.host.docker("build", "-q", "-t", "contract/hostile:1", folder.toString());

        Image image = under.awaitTagged("docker.io/contract/hostile:1");
        assertThat(image.getSerializedSize()).isLessThan(16 << 10);
        assertThat(image.getLabelsCapped()).isTrue();
        assertThat(image.getLabelsList())
                .extracting(Pair::getValue)
                .allSatisfy(
                        value -> assertThat(value).hasSizeLessThanOrEqualTo(256).doesNotContain("\u202e", "\u001b"));

        under.host.docker("create", "--name", "n".repeat(2000), "contract/hostile:1", "true");
        await().atMost(SOON)
                .until(() -> under.seen().containers().stream()
                        .anyMatch(container -> container.getName().startsWith("nnn")));
        assertThat(under.seen().containers())
                .allSatisfy(container -> assertThat(container.getName()).hasSizeLessThanOrEqualTo(128));
        under.host.docker("rm", "n".repeat(2000));
        assertNoSecret(image);
        under.host.docker("rmi", "-f", "contract/hostile:1", "contract/base:1");
    }

    private void assertNoSecret(Image image) throws IOException {
        ImageDetail detail = answer(Query.newBuilder()
                        .setImageDetail(ImageDetailQuestion.newBuilder().setImageId(image.getId())))
                .getImageDetail();
        assertThat(detail.getEnvNamesList()).extracting(Pair::getKey).contains("SECRET");
        assertThat(detail.getEnvNamesList()).extracting(Pair::getValue).containsOnly("");
        assertThat(detail.getHistoryList())
                .isNotEmpty()
                .noneMatch(step -> step.getCreatedBy().contains("hunter2"));
        assertThat(detail.getHistoryList().getFirst().getDiffId()).isEqualTo(image.getDiffIds(0));

        String raw = raw(RawQuestion.What.IMAGE, image.getId());
        assertThat(raw).contains("SECRET=…").doesNotContain("hunter2");
    }

    @Test
    @DisplayName("gives its documents raw")
    void rawDocuments() {
        assertThat(raw(RawQuestion.What.INFO, "")).contains("\"Name\":\"" + under.host.name() + "\"");
        assertThat(raw(RawQuestion.What.VERSION, "")).contains("ApiVersion");
        QueryAnswer none = answer(Query.newBuilder()
                .setRaw(RawQuestion.newBuilder()
                        .setWhat(RawQuestion.What.CONTAINER)
                        .setId("ab".repeat(32))));
        assertThat(none.getFailure().getCode()).isIn(ErrorCode.NOT_FOUND.name(), ErrorCode.IMAGE_NOT_FOUND.name());
    }

    private String raw(RawQuestion.What what, String id) {
        QueryAnswer answer = answer(
                Query.newBuilder().setRaw(RawQuestion.newBuilder().setWhat(what).setId(id)));
        assertThat(answer.hasFailure()).as("%s", answer.getFailure()).isFalse();
        return answer.getRawJson().toStringUtf8();
    }

    private QueryAnswer answer(Query.Builder query) {
        try {
            return under.engine.answer(query.build());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
