package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.CommitTask;
import dev.longshore.wire.Hello.PolicyFile;
import dev.longshore.wire.ImageSearchQuestion;
import dev.longshore.wire.ImportTask;
import dev.longshore.wire.ListEdit;
import dev.longshore.wire.MirrorsQuestion;
import dev.longshore.wire.MirrorsTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.Query;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {

    private static final OperationCommand TAG =
            OperationCommand.newBuilder().setTag(TagTask.newBuilder()).build();
    private static final OperationCommand PRUNE =
            OperationCommand.newBuilder().setPrune(PruneTask.newBuilder()).build();

    @TempDir
    private Path dir;

    private HostPolicy policy(String text) throws IOException {
        Path file = dir.resolve("policy.yaml");
        Files.writeString(file, text);
        return new HostPolicy(file);
    }

    private static OperationCommand pull(String reference) {
        return OperationCommand.newBuilder()
                .setPull(PullTask.newBuilder().setReference(reference))
                .build();
    }

    private static OperationCommand push(String target) {
        return OperationCommand.newBuilder()
                .setPush(PushTask.newBuilder().setReference(target))
                .build();
    }

    private static void assertDenied(HostPolicy policy, OperationCommand command) {
        assertThatThrownBy(() -> policy.check(command))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED));
    }

    @Test
    void withoutAFileNothingIsDenied() {
        HostPolicy policy = new HostPolicy(dir.resolve("none"));
        assertThatCode(() -> policy.check(PRUNE)).doesNotThrowAnyException();
        assertThat(policy.denies()).isEmpty();
        assertThat(policy.state()).isEqualTo(PolicyFile.ABSENT);
    }

    @Test
    @DisplayName("catalogue 15: a container that does not see the host's folder denies everything, as nobody knows")
    void folderNotMounted() throws IOException {
        Files.createFile(dir.resolve("not-the-hosts-folder")); // docker/agent.Dockerfile puts it there
        HostPolicy policy = new HostPolicy(dir.resolve("policy.yaml"));
        assertDenied(policy, PRUNE);
        assertDenied(policy, pull("docker.io/library/nginx:1"));
        assertThat(policy.denies()).contains("pull", "push", "tag", "remove", "prune");
        assertThat(policy.state()).isEqualTo(PolicyFile.OUT_OF_SIGHT);

        assertThat(policy("deny: [tag]").state()).isEqualTo(PolicyFile.READ); // the file alone was mounted
        assertThatCode(() -> policy.check(PRUNE)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("catalogue 15: a file that can't be looked at denies everything")
    void outOfSight() throws IOException {
        Path loop = dir.resolve("policy.yaml");
        Files.createSymbolicLink(loop, loop);
        HostPolicy policy = new HostPolicy(loop);
        assertDenied(policy, PRUNE);
        assertThat(policy.denies())
                .containsExactlyInAnyOrder(
                        "pull", "push", "tag", "remove", "prune", "save", "load", "commit", "build", "export",
                        "import");
    }

    @Test
    @DisplayName("catalogue 15: where tags are denied, a push does not make one either")
    void pushesThatTag() throws IOException {
        HostPolicy policy = policy("deny: [tag]");
        OperationCommand plain = push("registry.example/app:1");
        assertThatCode(() -> policy.check(plain)).doesNotThrowAnyException();
        assertDenied(
                policy,
                plain.toBuilder()
                        .setPush(plain.getPush().toBuilder().setTag(TagTask.getDefaultInstance()))
                        .build());
    }

    @Test
    @DisplayName("catalogue 15: a commit is denied by its own word, and where tags are denied")
    void commits() throws IOException {
        OperationCommand commit = OperationCommand.newBuilder()
                .setCommit(CommitTask.getDefaultInstance())
                .build();
        assertDenied(policy("deny: [commit]"), commit);
        assertDenied(policy("deny: [tag]"), commit);
        HostPolicy other = policy("deny: [load]");
        assertThatCode(() -> other.check(commit)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName(
            "catalogue 15: a build is denied by its own word, with names where tags are, and where registries are listed")
    void builds() throws IOException {
        OperationCommand nameless = OperationCommand.newBuilder()
                .setBuild(BuildTask.getDefaultInstance())
                .build();
        OperationCommand named = nameless.toBuilder()
                .setBuild(BuildTask.newBuilder().addReferences("docker.io/library/app:1"))
                .build();
        assertDenied(policy("deny: [build]"), nameless);
        assertDenied(policy("deny: [tag]"), named);
        HostPolicy tag = policy("deny: [tag]");
        assertThatCode(() -> tag.check(nameless)).doesNotThrowAnyException();
        assertDenied(policy("registries: [docker.io]"), nameless);
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "load", "tag"})
    @DisplayName("catalogue 15: an import is denied by its own word, and where images out of files or tags are")
    void imports(String word) throws IOException {
        OperationCommand task = OperationCommand.newBuilder()
                .setImport(ImportTask.getDefaultInstance())
                .build();
        assertDenied(policy("deny: [" + word + "]"), task);
        HostPolicy other = policy("deny: [save, export, commit]");
        assertThatCode(() -> other.check(task)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "save"})
    @DisplayName("catalogue 15: no container's files leave where exports are denied, or images may not leave")
    void exports(String word) throws IOException {
        HostPolicy denying = policy("deny: [" + word + "]");
        assertThatThrownBy(denying::checkExport)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED));
        HostPolicy other = policy("deny: [import, load]");
        assertThatCode(other::checkExport).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("catalogue 15: what is listed is denied, and nothing else")
    void listed() throws IOException {
        HostPolicy policy = policy("deny: [prune]");
        assertDenied(policy, PRUNE);
        assertThatCode(() -> policy.check(TAG)).doesNotThrowAnyException();
        assertThat(policy.denies()).containsExactly("prune");
    }

    @Test
    @DisplayName(
            "catalogue 15: the engine's configuration is out of reach unless the owner allows it, and with it only good mirrors")
    void daemonConfig() throws IOException {
        OperationCommand mirrors = mirrors("https://mirror.example");
        assertDenied(new HostPolicy(dir.resolve("none")), mirrors);
        assertDenied(policy("deny: []"), mirrors);
        assertDenied(policy("allow: []"), mirrors);
        assertThatThrownBy(() -> policy("deny: []").requireDaemonConfig())
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        e -> assertThat(e.remedy()).contains("allow: [daemon-config]", dir.toString()));

        HostPolicy allows = policy("allow: [daemon-config]");
        assertThatCode(() -> allows.check(mirrors)).doesNotThrowAnyException();
        assertThatCode(allows::requireDaemonConfig).doesNotThrowAnyException();
        assertThat(allows.denies()).isEmpty();

        HostPolicy narrow = policy("allow: [daemon-config]\nregistries: [mirror.example]");
        assertThatCode(() -> narrow.check(mirrors)).doesNotThrowAnyException();
        assertDenied(narrow, mirrors("https://other.example/mirror.example"));
    }

    private static OperationCommand mirrors(String added) {
        return OperationCommand.newBuilder()
                .setMirrors(MirrorsTask.newBuilder()
                        .setMirrors(ListEdit.newBuilder().addAdd(added)))
                .build();
    }

    @Test
    void pullsAreHeldToTheRegistriesListed() throws IOException {
        HostPolicy policy = policy("registries: [registry.example]");
        assertDenied(policy, pull("docker.io/library/nginx:1"));
        assertDenied(policy, pull("registry.example.evil/app:1"));
        assertDenied(policy, pull("registry.example:5000/app:1"));
        assertThatCode(() -> policy.check(pull("registry.example/app:1"))).doesNotThrowAnyException();
        assertDenied(policy, push("docker.io/library/nginx:1"));
        assertThatCode(() -> policy.check(push("registry.example/app:1"))).doesNotThrowAnyException();
        assertDenied(policy("registries: []"), pull("registry.example/app:1"));
    }

    private static Query search(String term) {
        return Query.newBuilder()
                .setImageSearch(ImageSearchQuestion.newBuilder().setTerm(term))
                .build();
    }

    private static void assertDenied(HostPolicy policy, Query query) {
        assertThatThrownBy(() -> policy.check(query))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_DENIED));
    }

    @Test
    @DisplayName("catalogue 15, 28: searches through the engine are held to the registries listed")
    void searches() throws IOException {
        HostPolicy own = policy("registries: [registry.example:5000]");
        assertThatCode(() -> own.check(search("registry.example:5000/app"))).doesNotThrowAnyException();
        for (String term : List.of(
                "nginx",
                "team/nginx",
                "docker.io/nginx",
                "registry.example/app",
                "localhost/app",
                "evil.example/a/b")) {
            assertDenied(own, search(term));
        }
        HostPolicy hub = policy("registries: [docker.io]");
        assertThatCode(() -> hub.check(search("team/nginx"))).doesNotThrowAnyException();
        assertDenied(hub, search("index.docker.io/nginx"));
        assertDenied(policy("registries: []"), search("nginx"));
        assertDenied(policy("registries: 7"), search("nginx"));
        assertThatCode(() -> policy("deny: [pull]").check(search("nginx"))).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("catalogue 15: a look at what mirrors would change is held to the same rules as the change")
    void previews() throws IOException {
        Query mirrors = Query.newBuilder()
                .setMirrors(MirrorsQuestion.newBuilder()
                        .setMirrors(ListEdit.newBuilder().addAdd("https://mirror.example")))
                .build();
        assertDenied(policy("deny: []"), mirrors);
        assertDenied(policy("allow: [daemon-config]\nregistries: [docker.io]"), mirrors);
        HostPolicy listed = policy("allow: [daemon-config]\nregistries: [mirror.example]");
        assertThatCode(() -> listed.check(mirrors)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatSaysNothingDeniesNothing() throws IOException {
        assertThatCode(() -> policy("# nothing is forbidden here\n").check(TAG)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatIsTooLargeOrUnfoldsDeniesEverything() throws IOException {
        assertDenied(policy("# " + "x".repeat(64 * 1024) + "\n"), TAG);
        StringBuilder bomb = new StringBuilder("registries: [&l0 [x]");
        for (int level = 1; level <= 5; level++) {
            String before = "*l" + (level - 1);
            bomb.append(", &l")
                    .append(level)
                    .append(" [")
                    .append(String.join(",", Collections.nCopies(10, before)))
                    .append(']');
        }
        assertDenied(policy(bomb.append("]\n").toString()), TAG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deny: [everything]",
                "denny: [pull]",
                "deny: pull",
                "allow: [everything]",
                "allow: daemon-config",
                "deny:",
                "registries:",
                "- deny",
                "deny: [",
                "deny: [tag]\ndeny: []",
                "!!javax.script.ScriptEngineManager []",
                "a: &a [x]\nb: &b [*a,*a]\ndeny: *b"
            })
    void aFileThatCantBeReadDeniesEverything(String text) throws IOException {
        HostPolicy policy = policy(text);
        assertDenied(policy, TAG);
        assertDenied(policy, pull("docker.io/library/nginx:1"));
        assertThat(policy.denies()).contains("pull", "tag", "remove", "prune");
        assertThat(policy.state()).isEqualTo(PolicyFile.UNREADABLE);
    }

    @Test
    void aChangeCountsAtOnce() throws IOException {
        HostPolicy policy = policy("deny: []");
        policy.check(TAG);
        assertDenied(policy("deny: [tag]"), TAG);
        assertDenied(policy, TAG);
    }
}
