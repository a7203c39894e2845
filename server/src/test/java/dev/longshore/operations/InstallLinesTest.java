package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallLinesTest {

    private static final Path REPOSITORY = Path.of("..");

    /** What an agent in a container sees of its host. */
    private static final List<String> MOUNTS =
            List.of("/var/run/docker.sock", "/etc/longshore:ro", "/host:ro", "/var/lib/longshore-agent");

    @Test
    void theLineMountsTheOwnersPolicy() {
        String line = InstallLines.docker("https://longshore.example:8444", "LSJ1.A");
        for (String mount : MOUNTS) {
            assertThat(line).containsPattern(" -v [^ ]+:" + mount + " ");
        }
        assertThat(line).contains(" -e LONGSHORE_HOST_ROOT=/host ");
    }

    @Test
    void soDoesTheComposeFile() throws IOException {
        String compose = Files.readString(REPOSITORY.resolve("docker/compose.yaml"));
        String agent = compose.substring(compose.indexOf("\n  agent:"), compose.indexOf("\nvolumes:"));
        for (String mount : MOUNTS) {
            assertThat(agent).containsPattern("\n +- [^ \n]+:" + mount + "\n");
        }
        assertThat(agent).contains("LONGSHORE_HOST_ROOT: /host\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/guide/install.md", "docs/guide/host-policy.md"})
    void soDoTheGuidesLines(String guide) throws IOException {
        assertThat(Files.readString(REPOSITORY.resolve(guide))).contains("-v /etc/longshore:/etc/longshore:ro");
    }

    @Test
    void theImageCanTellThatTheFolderIsNotMounted() throws IOException {
        // what HostPolicy of the agent looks for
        assertThat(Files.readString(REPOSITORY.resolve("docker/agent.Dockerfile")))
                .contains("/etc/longshore/not-the-hosts-folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server/src/main/java/dev/longshore/operations/InstallLines.java",
                "docker/compose.yaml",
                "docker/bin/jars.sh",
                "docs/guide/install.md"
            })
    void allNameTheVersionThatIsBuilt(String file) throws IOException {
        Matcher parent = Pattern.compile("<artifactId>longshore</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(REPOSITORY.resolve("pom.xml")));
        assertThat(parent.find()).isTrue();
        Set<String> named = Pattern.compile("longshore(?:/agent|/server|-frontend)[:-]([0-9][^-}\\s\"`]*)")
                .matcher(Files.readString(REPOSITORY.resolve(file)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(named).containsExactly(parent.group(1));
    }
}
