package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ImageDetailQuestion;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.Query;
import dev.longshore.wire.RawQuestion;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not get through to any engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadInputContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Lab lab = Lab.shared();

    private EngineUnderTest under;

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage("bad/input:1");
        under.host.docker("run", "-d", "--name", "bystander", "bad/input:1", "sleep", "10000");
    }

    @AfterAll
    void close() {
        under.host.docker("rm", "-f", "bystander");
        under.host.docker("rmi", "bad/input:1");
        under.close();
    }

    @ParameterizedTest
    @DisplayName(
            "a path, a query or a shell's words in place of an id or a reference: the bystander survives (catalogue 40, 42)")
    @ValueSource(
            strings = {
                "x/../../containers/bystander",
                "../containers/bystander",
                "bad/input:1/../../../containers/bystander",
                "sha256:../../containers/bystander",
                "bad/input:1?force=1",
                "bad/input:1#x",
                "..%2f..%2fcontainers%2fbystander",
                "bad/input:1\r\nX: y",
                "$(docker rm -f bystander)",
                "`docker rm -f bystander`",
                ";docker rm -f bystander"
            })
    void traversal(String evil) throws InterruptedException {
        List<OperationCommand.Builder> commands = List.of(
                OperationCommand.newBuilder()
                        .setRemove(RemoveTask.newBuilder().addTargets(evil).setForce(true)),
                OperationCommand.newBuilder()
                        .setPrune(PruneTask.newBuilder().addImageIds(evil).setAllUnused(true)),
                OperationCommand.newBuilder()
                        .setTag(TagTask.newBuilder().setImageId(evil).setTarget("bad/copy:1")),
                OperationCommand.newBuilder()
                        .setTag(TagTask.newBuilder().setSource(evil).setTarget("bad/copy:1")),
                OperationCommand.newBuilder()
                        .setTag(TagTask.newBuilder().setSource("bad/input:1").setTarget(evil)),
                OperationCommand.newBuilder().setPull(PullTask.newBuilder().setReference(evil)),
                OperationCommand.newBuilder()
                        .setPull(PullTask.newBuilder().setReference(evil).setAllTags(true)),
                OperationCommand.newBuilder()
                        .setPull(PullTask.newBuilder()
                                .setReference("bad/input:1")
                                .setPlatform(evil)));
        for (OperationCommand.Builder command : commands) {
            OperationOutcome outcome = under.run(command);
            assertThat(outcome.getState()).isEqualTo(OperationOutcome.State.FAILED);
            assertThat(outcome.getFailure().getCode()).as("%s", outcome).startsWith("INVALID_");
        }
        for (Query.Builder query : List.of(
                Query.newBuilder()
                        .setImageDetail(ImageDetailQuestion.newBuilder().setImageId(evil)),
                Query.newBuilder()
                        .setRaw(RawQuestion.newBuilder()
                                .setWhat(RawQuestion.What.IMAGE)
                                .setId(evil)),
                Query.newBuilder()
                        .setRaw(RawQuestion.newBuilder()
                                .setWhat(RawQuestion.What.CONTAINER)
                                .setId(evil)))) {
            assertThat(under.engine.answer(query.build()).getFailure().getCode())
                    .startsWith("INVALID_");
        }
        assertThat(under.host.docker("inspect", "-f", "{{.State.Running}}", "bystander"))
                .isEqualTo("true");
        assertThat(under.has("bad/input:1")).isTrue();
        assertThat(under.has("bad/copy:1")).isFalse();
    }

    @Test
    @DisplayName("a short id is no id: an engine would take it for a prefix")
    void shortId() {
        String id = under.id("bad/input:1");

        assertFailed(under.remove("sha256:" + id.substring(7, 19), true), ErrorCode.INVALID_ID);
        assertFailed(under.remove(id.substring(7, 19), true), ErrorCode.IMAGE_NOT_FOUND);
        assertThat(under.id("bad/input:1")).isEqualTo(id);
    }

    @Test
    @DisplayName("the grammar of references agrees with the engine's own (catalogue 39)")
    void grammar() throws Exception {
        String hex = "0123456789abcdef".repeat(4);
        List<String> names = new ArrayList<>(List.of(
                "a",
                "a/b",
                "a/b/c",
                "a.b/c",
                "a_b",
                "a__b",
                "a___b",
                "a-b",
                "a--b",
                "a---b",
                "a..b",
                "a.b",
                "a._b",
                "-a",
                "a-",
                "_a",
                "a_",
                ".a",
                "a.",
                "A",
                "a/B",
                "aB",
                "a//b",
                "/a",
                "a/",
                "a/./b",
                "a/../b",
                "../a",
                "localhost/a",
                "localhost:5000/a",
                "a.b:5000/c",
                "a.b:/c",
                "a.b:x/c",
                "a.b:123456/c",
                ":5000/a",
                "a:5000/b",
                "Foo.bar/x",
                "foo.BAR/x",
                "a.b/C",
                "-a.b/c",
                "a-.b/c",
                "a_b.c/x",
                "10.0.0.1/a",
                "10.0.0.1:5000/a",
                "a b",
                "a\tb",
                "a;b",
                "a$b",
                "a@b",
                "a~b",
                "a+b",
                "a*b",
                "ä",
                "日本",
                "a?b",
                "a#b",
                "a%b",
                "a\\b",
                "a\"b",
                hex + "a",
                "a".repeat(200),
                "a.b/" + "c".repeat(249),
                "index.docker.io/a",
                "docker.io/a",
                "docker.io/a/b",
                "http://a/b",
                "a/b/../../c"));
        List<String> tags = List.of(
                "1",
                "v1.2-3_4",
                ".1",
                "-1",
                "_1",
                "A",
                "1:2",
                "a/b",
                "a b",
                "",
                "t".repeat(128),
                "t".repeat(129),
                "é",
                "a\n");
        List<String> disagreements = new ArrayList<>();
        for (String name : names) {
            compare(name, "grammar", disagreements);
        }
        for (String tag : tags) {
            if (!tag.isEmpty()) {
                compare("grammar/tag", tag, disagreements);
            }
        }

        assertThat(disagreements).isEmpty();
    }

    private void compare(String name, String tag, List<String> disagreements) throws IOException, InterruptedException {
        boolean engineTakes = engineTags(name, tag);
        boolean weTake;
        try {
            ImageRef ref = ImageRef.of(name + ":" + tag);
            weTake = true;
            if (engineTakes && !under.has(ref.normalized())) {
                disagreements.add(name + ":" + tag + " is not " + ref.normalized() + " there");
            }
            if (engineTakes) {
                under.host.docker("rmi", ref.normalized());
            }
        } catch (LongshoreException _) {
            weTake = false;
        }
        if (engineTakes != weTake) {
            disagreements.add(
                    name + ":" + tag + (engineTakes ? " is taken by the engine alone" : " is taken by us alone"));
        }
    }

    /** Asks the engine past our own checks. */
    private boolean engineTags(String name, String tag) throws IOException, InterruptedException {
        String path = "/images/" + under.id("bad/input:1") + "/tag?repo=" + encoded(name) + "&tag=" + encoded(tag);
        EngineClient client = new EngineClient(URI.create(under.host.socket()), new Deadlines());
        try (client) {
            client.text(new EngineClient.Call("POST", "/v1.40" + path, Map.of()), PATIENCE);
            return true;
        } catch (EngineRefusal _) {
            return false;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
