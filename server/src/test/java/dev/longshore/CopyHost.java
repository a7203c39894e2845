package dev.longshore;

import static dev.longshore.RealFleet.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.LabHost;
import dev.longshore.model.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host of the matrix of copies: the images that are made on it, and looks at what came and what was left. */
final class CopyHost {

    static final int MIB = 1 << 20;

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String CONTENT = "docker/containerd/daemon/io.containerd.content.v1.content/";
    /** Where engines put what they unpack, and what they keep of images. */
    private static final List<String> PLACES = List.of(
            "tmp",
            "var-tmp",
            "docker/tmp",
            "docker/overlay2",
            "docker/image/overlay2/layerdb/sha256",
            "docker/image/overlay2/imagedb/content/sha256",
            CONTENT + "blobs/sha256",
            CONTENT + "ingest",
            "docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots",
            "containers/storage/overlay",
            "containers/storage/overlay-images");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RealFleet fleet;
    private final LabHost engine;
    private final Map<String, String> sums = new HashMap<>();
    private final Map<String, Described> own = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();

    CopyHost(RealFleet fleet, LabHost engine) {
        this.fleet = fleet;
        this.engine = engine;
    }

    /** How the engine describes an image: its id in full, and what must be alike everywhere. */
    record Described(String id, String platform, Map<String, String> rest) {}

    /** What there is on a host: files of its engine, and images as {@code id name}. */
    record Left(Set<String> files, Set<String> images) {}

    String name() {
        return engine.name();
    }

    LabHost engine() {
        return engine;
    }

    /** An image on a base of two layers, with a megabyte of its own. */
    String app(int number) {
        return "matrix/" + engine.kind() + "-app:" + number;
    }

    String made(String what) {
        return "matrix/" + engine.kind() + "-" + what + ":1";
    }

    /** Whether it takes images from there without the layers that it holds. */
    boolean takesPartsFrom(CopyHost source) {
        boolean layersAreBlobs = !source.engine.kind().startsWith("podman")
                && !List.of("docker", "docker20").contains(source.engine.kind());
        return engine.kind().startsWith("docker") && (idsAreConfigDigests() || layersAreBlobs);
    }

    boolean idsAreConfigDigests() {
        return !engine.kind().endsWith("containerd");
    }

    /** Makes the images, and waits until the server knows them. */
    void furnish(Path folder) throws Exception {
        String kind = engine.kind();
        String base = "matrix/" + kind + "-base:1";
        engine.importImage("matrix/" + kind + "-base:0", 3);
        commit("matrix/" + kind + "-base:0", base, "head -c 1048576 /dev/urandom > /middle", "/middle");
        for (int number = 1; number <= 2; number++) {
            String text = kind + " says " + number;
            commit(base, app(number), "echo " + text + " > /own; head -c 1048576 /dev/urandom > /top", "/own");
            said.put(app(number), text);
        }
        engine.docker("tag", app(1), app(1).replace("app", "alias"));
        List<String> texts = IntStream.range(1, 40)
                .mapToObj(at -> kind + " part " + at)
                .collect(Collectors.toCollection(ArrayList::new));
        make(new MadeImage(made("many"), "amd64", texts), folder);
        texts.add(kind + " and more");
        make(new MadeImage(made("more"), "amd64", texts), folder);
        make(new MadeImage(made("arm"), "arm64", List.of(kind)), folder);
        fleet.awaitImage(name(), made("arm"));
        fleet.awaitImage(name(), app(2));
    }

    private void make(MadeImage image, Path folder) throws IOException {
        image.into(engine, folder);
        said.put(image.reference(), image.said());
    }

    private void commit(String base, String reference, String script, String shown) {
        String container = engine.docker("create", "--net", "none", base, "sh", "-c", script);
        engine.docker("start", "-a", container);
        engine.docker("commit", "-c", "CMD [\"cat\",\"" + shown + "\"]", container, reference);
        engine.docker("rm", container);
    }

    Described described(String reference) {
        JsonNode told =
                JSON.readTree(engine.docker("image", "inspect", reference)).get(0);
        Map<String, String> rest = new TreeMap<>();
        rest.put("layers", told.get("RootFS").get("Layers").toString());
        for (String setting : List.of("Cmd", "Entrypoint", "Env", "Labels", "User", "WorkingDir")) {
            JsonNode value = told.get("Config").path(setting); // what is not set is null, empty or not there
            rest.put(setting, value.isEmpty() && value.asString("").isEmpty() ? "" : value.toString());
        }
        String id = told.get("Id").asString();
        return new Described(
                id.startsWith("sha256:") ? id : "sha256:" + id,
                told.get("Os").asString() + "/" + told.get("Architecture").asString(),
                rest);
    }

    /** That the image is over there what it is here: described alike, and it runs and says its text. */
    void assertSameOn(CopyHost there, String reference, JsonNode done) throws Exception {
        assertDescribedAlike(there, reference, done);
        assertThat(there.run(reference)).isEqualTo(said.get(reference));
    }

    /** That every file of the image is over there what it is here. */
    void assertSameFiles(CopyHost there, String reference) {
        assertThat(there.sums(reference))
                .contains("/bin/busybox")
                .isEqualTo(sums.computeIfAbsent(reference, this::sums));
    }

    void assertDescribedAlike(CopyHost there, String reference, JsonNode done) throws Exception {
        Described here = own.computeIfAbsent(reference, this::described);
        Described came = there.described(reference);
        assertThat(came.platform()).isEqualTo(here.platform());
        assertThat(came.rest()).isEqualTo(here.rest());
        if (idsAreConfigDigests() && there.idsAreConfigDigests()) {
            assertThat(came.id()).isEqualTo(here.id());
        }
        String told = part(done, there.name())
                .get("result")
                .get("images")
                .valueStream()
                .filter(image -> image.get("reference")
                        .asString()
                        .equals(ImageRef.of(reference).normalized()))
                .findFirst()
                .orElseThrow()
                .get("imageId")
                .asString();
        assertThat(came.id()).isEqualTo(told);
        fleet.awaitImage(there.name(), reference);
        JsonNode row = fleet.get("/api/v1/images?q=" + reference).get("items").get(0);
        JsonNode cells = row.get("hosts");
        assertThat(cells.get(fleet.id(there.name())).get("id").asString()).isEqualTo(told);
        assertThat(cells.get(fleet.id(there.name())).get("variant").asInt())
                .as(row.toString())
                .isEqualTo(cells.get(fleet.id(name())).get("variant").asInt());
        assertThat(row.get("drift").asBoolean()).isFalse();
    }

    private String run(String reference, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--net", "none", reference));
        words.addAll(List.of(command));
        return engine.docker(words.toArray(String[]::new)).replace("\r", "");
    }

    private String sums(String reference) {
        return run(
                reference,
                "/bin/busybox",
                "sh",
                "-c",
                "/bin/busybox find / -xdev -type f -path '/[bmoptv]*' ! -path '/proc/*'"
                        + " | /bin/busybox sort | /bin/busybox xargs /bin/busybox sha256sum");
    }

    void remove(String... references) {
        List<String> words = new ArrayList<>(List.of("rmi"));
        words.addAll(List.of(references));
        engine.docker(words.toArray(String[]::new));
    }

    /** Waits until the server knows that the reference is gone over there. */
    void awaitGone(CopyHost there, String reference) {
        await().atMost(BOUND)
                .until(() -> fleet.get("/api/v1/images?host=" + fleet.id(there.name()) + "&q=" + reference)
                        .get("items")
                        .isEmpty());
    }

    Left left() {
        Set<String> images = engine.docker("images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")
                .lines()
                .map(line -> line.replace("docker.io/", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Left(files(), images);
    }

    private Set<String> files() {
        Set<String> files = new TreeSet<>();
        Path data = engine.socketFile().resolveSibling("data");
        for (String place : PLACES) {
            try (Stream<Path> entries = Files.list(data.resolve(place))) {
                entries.map(entry -> data.relativize(entry).toString())
                        .filter(file -> !file.endsWith(".json") && !file.endsWith(".lock"))
                        .forEach(files::add);
            } catch (IOException notOfThisEngine) {
                // or it went while it was read
            }
        }
        return files;
    }

    /** That these names have come, and nothing else, not even an image without a name. */
    void assertNamesBeyond(Left before, String... references) {
        Set<String> names = new TreeSet<>();
        for (String image : left().images()) {
            if (!before.images().contains(image)) {
                names.add(image.substring(image.indexOf(' ') + 1));
            }
        }
        assertThat(names).containsExactlyInAnyOrder(references);
    }

    /** That all is as it was; engines clear up behind a removal for a while. */
    void assertNothingLeft(Left before) {
        assertThat(left().images()).isEqualTo(before.images());
        await().atMost(BOUND).pollDelay(Duration.ZERO).untilAsserted(() -> {
            Set<String> more = files();
            more.removeAll(before.files());
            assertThat(more).isEmpty();
        });
    }
}
