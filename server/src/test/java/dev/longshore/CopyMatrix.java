package dev.longshore;

import static dev.longshore.CopyHost.MIB;
import static dev.longshore.RealFleet.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Images from every kind of engine to every kind, by server and agents; too long for every run of the tests. {@code make
 * test-copies} names kinds and a folder for the notes in {@code LONGSHORE_COPY_KINDS} and {@code LONGSHORE_COPY_RESULTS}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyMatrix {

    @TempDir
    static Path dir;

    private final List<String> kinds = List.of(System.getenv()
            .getOrDefault("LONGSHORE_COPY_KINDS", "docker podman")
            .split(" "));
    private final Path notes = Path.of(System.getenv().getOrDefault("LONGSHORE_COPY_RESULTS", "target/copies"));
    private final Map<String, CopyHost> hosts = new LinkedHashMap<>();
    private RealFleet fleet;

    /** What a test does; says what is to be noted. */
    private interface Course {
        String run() throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        fleet = new RealFleet(dir);
        for (String kind : kinds) {
            CopyHost host = host(kind, "");
            host.furnish(dir);
            hosts.put(kind, host);
        }
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    private CopyHost host(String kind, String suffix) throws Exception {
        String name = kind.replace("containerd", "cd") + suffix;
        return new CopyHost(fleet, fleet.join(Lab.shared().host(name, kind)));
    }

    /** A host of that kind which is not the source. */
    private CopyHost target(String from, String to) throws Exception {
        return from.equals(to) ? another(to, "-b") : known(to);
    }

    /** One more host of a kind, which has no images of its own. */
    private CopyHost another(String kind, String suffix) throws Exception {
        String key = kind + suffix;
        if (!hosts.containsKey(key)) {
            hosts.put(key, host(kind, suffix));
        }
        return known(key);
    }

    private CopyHost known(String key) {
        return Objects.requireNonNull(hosts.get(key), key);
    }

    Stream<Arguments> pairs() {
        return kinds.stream().flatMap(from -> kinds.stream().map(to -> Arguments.of(from, to)));
    }

    /** Each kind as source and as target of some others: enough for what depends on either end alone. */
    Stream<Arguments> neighbours() {
        int count = kinds.size();
        return IntStream.range(0, count)
                .boxed()
                .flatMap(at -> IntStream.of(1, 3)
                        .map(step -> (at + step) % count)
                        .distinct()
                        .mapToObj(to -> Arguments.of(kinds.get(at), kinds.get(to))));
    }

    Stream<String> kinds() {
        return kinds.stream();
    }

    private void noted(String what, String from, String to, Course course) throws Exception {
        String note = "**failed**";
        try {
            note = course.run();
        } finally {
            Path file = notes.resolve(what).resolve(from).resolve(to);
            Files.createDirectories(file.getParent());
            Files.writeString(file, note + "\n");
        }
    }

    private JsonNode copied(CopyHost from, String references, CopyHost... to) throws Exception {
        JsonNode done = fleet.run(copy(from, references, to));
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        return done;
    }

    private String copy(CopyHost from, String references, CopyHost... to) {
        String[] names = Stream.of(to).map(CopyHost::name).toArray(String[]::new);
        return "\"type\":\"copy\",\"source\":\"" + fleet.id(from.name()) + "\",\"references\":[\""
                + references.replace(" ", "\",\"") + "\"]," + fleet.hosts(names);
    }

    private static long bytes(JsonNode done, CopyHost host) {
        return part(done, host.name()).get("result").get("bytes").asLong();
    }

    /** A count of bytes for the table; that nothing was sent in vain first. */
    private static String moved(JsonNode done, CopyHost host) {
        JsonNode result = part(done, host.name()).get("result");
        assertThat(result.get("full").asBoolean()).as(result.toString()).isFalse();
        return String.format(Locale.ROOT, "%.2f", bytes(done, host) / (double) MIB);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    @DisplayName("an image, then another on the same base, then the same once more")
    void copies(String fromKind, String toKind) throws Exception {
        noted("copies", fromKind, toKind, () -> {
            CopyHost from = known(fromKind);
            CopyHost to = target(fromKind, toKind);
            CopyHost.Left sourceBefore = from.left();
            CopyHost.Left before = to.left();

            JsonNode cold = copied(from, from.app(1), to);
            assertThat(bytes(cold, to)).isBetween(4L * MIB, 8L * MIB);
            from.assertSameOn(to, from.app(1), cold);
            JsonNode warm = copied(from, from.app(2), to);
            if (to.takesPartsFrom(from)) {
                assertThat(bytes(warm, to)).isBetween((long) MIB, MIB + MIB / 20L);
            }
            from.assertDescribedAlike(to, from.app(2), warm);
            from.assertSameFiles(to, from.app(2));
            JsonNode again = copied(from, from.app(2), to);
            from.assertDescribedAlike(to, from.app(2), again);
            assertThat(bytes(again, to)).isZero();
            to.assertNamesBeyond(before, from.app(1), from.app(2));
            to.remove(from.app(1), from.app(2));
            to.assertNothingLeft(before);
            from.assertNothingLeft(sourceBefore);
            return "%s / %s / %s".formatted(moved(cold, to), moved(warm, to), moved(again, to));
        });
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("neighbours")
    @DisplayName("two names of one image at once, which is moved once; then a third")
    void names(String fromKind, String toKind) throws Exception {
        noted("names", fromKind, toKind, () -> {
            CopyHost from = known(fromKind);
            CopyHost to = target(fromKind, toKind);
            CopyHost.Left before = to.left();
            String alias = from.app(1).replace("app", "alias");

            JsonNode both = copied(from, from.app(1) + " " + alias, to);
            assertThat(bytes(both, to)).isBetween(4L * MIB, 8L * MIB);
            from.assertDescribedAlike(to, from.app(1), both);
            assertThat(to.described(alias)).isEqualTo(to.described(from.app(1)));
            to.assertNamesBeyond(before, from.app(1), alias);

            to.remove(alias);
            from.awaitGone(to, alias);
            copied(from, alias, to);
            to.assertNamesBeyond(before, from.app(1), alias);
            to.remove(from.app(1), alias);
            to.assertNothingLeft(before);
            return "passed";
        });
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("neighbours")
    @DisplayName("an image of many layers, then one that adds a layer to it")
    void layers(String fromKind, String toKind) throws Exception {
        noted("layers", fromKind, toKind, () -> {
            CopyHost from = known(fromKind);
            CopyHost to = target(fromKind, toKind);
            CopyHost.Left before = to.left();

            JsonNode most = copied(from, from.made("many"), to);
            from.assertDescribedAlike(to, from.made("many"), most);
            JsonNode more = copied(from, from.made("more"), to);
            from.assertSameOn(to, from.made("more"), more);
            if (to.takesPartsFrom(from)) {
                assertThat(bytes(more, to)).isLessThan(MIB);
            }
            to.remove(from.made("many"), from.made("more"));
            to.assertNothingLeft(before);
            return "passed";
        });
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("neighbours")
    @DisplayName("an image for another platform than the hosts'")
    void otherPlatform(String fromKind, String toKind) throws Exception {
        noted("platform", fromKind, toKind, () -> {
            CopyHost from = known(fromKind);
            CopyHost to = target(fromKind, toKind);
            CopyHost.Left before = to.left();

            JsonNode done = copied(from, from.made("arm"), to);
            from.assertDescribedAlike(to, from.made("arm"), done);
            assertThat(to.described(from.made("arm")).platform()).isEqualTo("linux/arm64");
            to.remove(from.made("arm"));
            to.assertNothingLeft(before);
            return "passed";
        });
    }

    @ParameterizedTest(name = "{0} to all")
    @MethodSource("kinds")
    @DisplayName("one operation to hosts of all other kinds")
    void toAll(String fromKind) throws Exception {
        noted("all", fromKind, "all", () -> {
            CopyHost from = known(fromKind);
            Map<CopyHost, CopyHost.Left> before = new LinkedHashMap<>();
            for (String kind : kinds) {
                CopyHost other = target(fromKind, kind);
                before.put(other, other.left());
            }
            JsonNode done = copied(from, from.app(1), before.keySet().toArray(CopyHost[]::new));
            for (CopyHost other : before.keySet()) {
                from.assertSameOn(other, from.app(1), done);
                other.remove(from.app(1));
                other.assertNothingLeft(before.get(other));
            }
            return "passed";
        });
    }

    @ParameterizedTest(name = "{0} is killed")
    @MethodSource("kinds")
    @DisplayName(
            "catalogue 83: the engine of one target is killed in the middle; the others get theirs, and a retry works")
    void targetDies(String toKind) throws Exception {
        noted("killed", "any", toKind, () -> {
            CopyHost from = known(kinds.getFirst());
            CopyHost to = target(kinds.getFirst(), toKind);
            CopyHost beside = another(kinds.getFirst(), "-c");
            String big = "matrix/big-" + toKind + ":1";
            from.engine().importImage(big, 60);
            fleet.awaitImage(from.name(), big);
            CopyHost.Left before = to.left();
            List<String> sourceBefore = from.engine().imageIds();

            JsonNode copying = fleet.start(copy(from, big, to, beside));
            fleet.awaitPart(
                    copying,
                    now -> part(now, to.name()).get("progress").get("doneBytes").asLong() > 4L * MIB);
            to.engine().killEngine();
            JsonNode ended = fleet.awaitEnd(copying);
            assertThat(part(ended, to.name()).get("state").asString())
                    .as(ended.toString())
                    .isEqualTo("failed");
            assertThat(RealFleet.code(ended, to.name())).isIn("ENGINE_DOWN", "ENGINE_ERROR", "ENGINE_UNREACHABLE");
            assertThat(part(ended, beside.name()).get("state").asString())
                    .as(ended.toString())
                    .isEqualTo("succeeded");
            from.assertDescribedAlike(beside, big, ended);
            assertThat(from.engine().imageIds()).isEqualTo(sourceBefore);

            to.engine().startEngine();
            JsonNode retry = fleet.awaitEnd(
                    fleet.post("/api/v1/operations/" + ended.get("id").asString() + "/retry", "", 202));
            assertThat(retry.get("state").asString()).as(retry.toString()).isEqualTo("succeeded");
            from.assertDescribedAlike(to, big, retry);
            to.assertNamesBeyond(before, big);
            to.remove(big);
            return "passed";
        });
    }
}
