package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.agent.engine.EngineClient.Body;
import dev.longshore.agent.engine.EngineClient.Call;
import dev.longshore.agent.engine.EngineClient.Each;
import dev.longshore.agent.engine.EngineClient.StreamOpened;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.model.SafeText;
import dev.longshore.wire.RegistryCredentials;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the Docker Engine API that Longshore makes, with typed arguments only. Its one invariant: nothing reaches
 * a path or a query that was not parsed before.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/">Docker Engine API</a>
 */
final class EngineApi implements Closeable {

    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final Duration ENDLESS = Duration.ofDays(36_500);
    /** An image's deletion waits for the disk; a pull for the registry. */
    private static final Duration SLOW = Duration.ofMinutes(5);
    /** Engines unpack an archive into a temporary folder, at both ends, and say nothing meanwhile. */
    private static final Duration ARCHIVE = Duration.ofMinutes(30);
    /** A step may compile for long and say nothing. */
    private static final Duration BUILD = Duration.ofHours(3);

    /** {@code {}} in Base64. */
    private static final String NO_AUTH = "e30=";

    private final EngineClient client;
    private volatile @Nullable Dialect dialect;

    EngineApi(EngineClient client) {
        this.client = client;
    }

    /** What was agreed with the engine when it was last met. */
    record Dialect(ApiVersion version, boolean podman, JsonNode versionDocument) {}

    /** Meets the engine: reads {@code /version} and agrees on a version of the API. To be repeated after it was away. */
    Dialect meet() throws IOException, InterruptedException {
        JsonNode document = client.json(new Call("GET", "/version", Map.of()), QUICK);
        ApiVersion version = ApiVersion.negotiate(
                document.path("ApiVersion").asText(""),
                document.path("MinAPIVersion").asText(""));
        boolean podman = false;
        for (JsonNode component : document.path("Components")) {
            podman |= component.path("Name").asText("").toLowerCase(Locale.ROOT).startsWith("podman");
        }
        Dialect met = new Dialect(version, podman, document);
        dialect = met;
        return met;
    }

    /** The dialect, meeting the engine first where that has not been done. */
    Dialect dialect() throws IOException, InterruptedException {
        Dialect known = dialect;
        return known != null ? known : meet();
    }

    /** The engine may be another one when it is back. */
    void forgetDialect() {
        dialect = null;
    }

    void ping(Duration patience) throws IOException, InterruptedException {
        client.text(new Call("GET", "/_ping", Map.of()), patience);
    }

    /** A list so small that it shows nothing but whether lists are answered. */
    void smallestList(Duration patience) throws IOException, InterruptedException {
        client.elements(get("/containers/json?limit=1"), patience, _ -> true);
    }

    JsonNode info() throws IOException, InterruptedException {
        return client.json(get("/info"), QUICK);
    }

    void images(Duration patience, Each each) throws IOException, InterruptedException {
        client.elements(get("/images/json"), patience, each);
    }

    void containers(Duration patience, Each each) throws IOException, InterruptedException {
        client.elements(get("/containers/json?all=1"), patience, each);
    }

    JsonNode image(ImageName name) throws IOException, InterruptedException {
        return client.json(get("/images/" + name.path() + "/json"), QUICK);
    }

    /** The image, or null if the engine has none of that name. */
    @Nullable
    JsonNode imageOrNull(ImageName name) throws IOException, InterruptedException {
        return orNull(get("/images/" + name.path() + "/json"));
    }

    /** The image of one platform, where the engine can tell them apart (API 1.49); otherwise as {@link #imageOrNull}. */
    @Nullable
    JsonNode imageOrNull(ImageName name, Platform platform) throws IOException, InterruptedException {
        if (!dialect().version().atLeast(49)) {
            return imageOrNull(name);
        }
        ObjectNode wanted = EngineClient.JSON.createObjectNode();
        wanted.put("os", platform.os()).put("architecture", platform.architecture());
        if (!platform.variant().isEmpty()) {
            wanted.put("variant", platform.variant());
        }
        return orNull(get("/images/" + name.path() + "/json?platform=" + encoded(wanted.toString())));
    }

    void history(ImageName name, Each each) throws IOException, InterruptedException {
        client.elements(get("/images/" + name.path() + "/history"), QUICK, each);
    }

    JsonNode container(ContainerId id) throws IOException, InterruptedException {
        return client.json(get("/containers/" + id + "/json"), QUICK);
    }

    /** The container in the engine's own words (Podman's compatible answer hides the runtime), or null if it is gone. */
    @Nullable
    JsonNode containerOrNull(ContainerId id) throws IOException, InterruptedException {
        return orNull(get((dialect().podman() ? "/libpod" : "") + "/containers/" + id + "/json"));
    }

    /** Measures the disk; takes long where there is much of it. */
    JsonNode diskUsage(Duration patience) throws IOException, InterruptedException {
        return client.json(get("/system/df"), patience);
    }

    /**
     * The engine's events from now on, until the engine or the listener ends them. Without a deadline: silence means
     * nothing here, and Podman may even keep silent until the first event.
     */
    void events(StreamOpened opened, Each each) throws IOException, InterruptedException {
        client.stream(get("/events"), ENDLESS, opened, each);
    }

    /** Pulls; errors may come within the stream as {@code error} or {@code errorDetail}. */
    void pull(Pull pull, Each each) throws IOException, InterruptedException {
        ImageRef ref = pull.ref();
        StringBuilder path = new StringBuilder();
        if (pull.allTags() && dialect().podman()) {
            path.append("/libpod/images/pull?allTags=true&reference=").append(encoded(ref.repository()));
        } else {
            path.append("/images/create?fromImage=").append(encoded(ref.repository()));
            String tag = ref.digest() != null ? ref.digest().value() : ref.tag();
            if (!pull.allTags() && tag != null) {
                path.append("&tag=").append(encoded(tag));
            }
        }
        if (pull.platform() != null) {
            path.append("&platform=").append(encoded(pull.platform().toString()));
        }
        Map<String, String> headers =
                pull.credentials() == null ? Map.of() : Map.of("X-Registry-Auth", authHeader(pull.credentials()));
        client.stream(new Call("POST", versioned(path.toString()), headers), SLOW, () -> {}, each);
    }

    /** Pushes a tag; errors come within the stream as {@code error} or {@code errorDetail}. */
    void push(ImageRef target, @Nullable RegistryCredentials credentials, Each each)
            throws IOException, InterruptedException {
        // Podman loses the last part of a repository that is itself named push, unless the tag follows it
        String path = dialect().podman()
                ? "/images/" + new ImageName.ByRef(target).path() + "/push"
                : "/images/" + ImageName.repositoryPath(target) + "/push?tag=" + encoded(tagOf(target));
        // without the header, which may say nothing, an engine takes the request for one of long ago
        String auth = credentials == null ? NO_AUTH : authHeader(credentials);
        client.stream(new Call("POST", versioned(path), Map.of("X-Registry-Auth", auth)), SLOW, () -> {}, each);
    }

    /** What to pull. */
    record Pull(
            ImageRef ref,
            boolean allTags,
            @Nullable Platform platform,
            @Nullable RegistryCredentials credentials) {}

    private static String authHeader(RegistryCredentials credentials) {
        ObjectNode auth = EngineClient.JSON.createObjectNode();
        auth.put("username", credentials.getUsername());
        auth.put("password", credentials.getPassword());
        auth.put("serveraddress", credentials.getRegistry());
        return Base64.getUrlEncoder().encodeToString(auth.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Searches a registry: Docker Hub, or the one whose host the term begins with. */
    void search(String term, int limit, Duration patience, Each each) throws IOException, InterruptedException {
        client.elements(get("/images/search?limit=" + limit + "&term=" + encoded(term)), patience, each);
    }

    /** Gives the image the tag, taking it from any other image that has it. */
    void tag(ImageId image, ImageRef target) throws IOException, InterruptedException {
        String query = "?repo=" + encoded(target.repository()) + "&tag=" + encoded(tagOf(target));
        client.text(
                new Call("POST", versioned("/images/" + new ImageName.ById(image).path() + "/tag" + query), Map.of()),
                SLOW);
    }

    private static String tagOf(ImageRef target) {
        String tag = target.tag();
        if (tag == null) {
            throw new LongshoreException(ErrorCode.INVALID_REFERENCE, "no tag in " + SafeText.quote(target.toString()));
        }
        return tag;
    }

    /** Untags or deletes; the answer lists {@code {"Untagged": …}} and {@code {"Deleted": …}}. */
    JsonNode remove(ImageName name, boolean force, boolean noPrune) throws IOException, InterruptedException {
        String query = "?force=" + (force ? 1 : 0) + "&noprune=" + (noPrune ? 1 : 0);
        return client.json(new Call("DELETE", versioned("/images/" + name.path() + query), Map.of()), SLOW);
    }

    /** Makes an image of a container, without a name: an engine would take that from another image. */
    ImageId commit(Commit commit) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?container=").append(commit.container());
        query.append("&pause=").append(commit.pause() ? 1 : 0);
        query.append("&comment=").append(encoded(commit.message()));
        query.append("&author=").append(encoded(commit.author()));
        commit.changes().forEach(change -> query.append("&changes=").append(encoded(change.text())));
        Call call = new Call("POST", versioned("/commit" + query), Map.of("Content-Type", "application/json"));
        JsonNode answer = client.jsonOfNothing(call, ARCHIVE);
        return ImageId.of(ImageReader.id(answer.path("Id")));
    }

    /** Of what to make an image, and how. */
    record Commit(ContainerId container, String message, String author, List<ImageChange> changes, boolean pause) {}

    /** Hands over an archive of a container's files. */
    void export(ContainerId container, Body body) throws IOException, InterruptedException {
        client.bytes(get("/containers/" + container + "/export"), ARCHIVE, body);
    }

    /** Makes an image, without a name, of a root filesystem; errors come within the stream, and the id as a status. */
    void importRoot(Import root, InputStream archive, Each each) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?fromSrc=-&message=").append(encoded(root.message()));
        root.changes().forEach(change -> query.append("&changes=").append(encoded(change.text())));
        Map<String, String> headers = Map.of("Content-Type", "application/x-tar");
        client.send(new Call("POST", versioned("/images/create" + query), headers), archive, ARCHIVE, each);
    }

    /** What to write into the config of an image that has only files. */
    record Import(String message, List<ImageChange> changes) {}

    /** Hands over an archive of the images. */
    void save(List<ImageRef> references, Body body) throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder("/images/get");
        for (ImageRef reference : references) {
            path.append(path.indexOf("?") < 0 ? '?' : '&').append("names=").append(encoded(reference.normalized()));
        }
        client.bytes(get(path.toString()), ARCHIVE, body);
    }

    /** Hands over an archive of one image, whatever names it. */
    void save(ImageId image, Body body) throws IOException, InterruptedException {
        client.bytes(get("/images/" + new ImageName.ById(image).path() + "/get"), ARCHIVE, body);
    }

    /** Loads an archive; errors may come within the stream as {@code error} or {@code errorDetail}. */
    void load(InputStream archive, Each each) throws IOException, InterruptedException {
        Call call = new Call("POST", versioned("/images/load?quiet=1"), Map.of("Content-Type", "application/x-tar"));
        client.send(call, archive, ARCHIVE, each);
    }

    /** Builds an image, without a name, of a context; errors come within the stream as {@code error} or {@code errorDetail}. */
    void build(ImageBuild build, InputStream context, Each each) throws IOException, InterruptedException {
        Map<String, String> headers = build.headers();
        client.send(new Call("POST", versioned("/build" + build.query()), headers), context, BUILD, each);
    }

    private @Nullable JsonNode orNull(Call call) throws IOException, InterruptedException {
        try {
            return client.json(call, QUICK);
        } catch (EngineRefusal refusal) {
            if (refusal.status() == 404) {
                return null;
            }
            throw refusal;
        }
    }

    private Call get(String path) throws IOException, InterruptedException {
        return new Call("GET", versioned(path), Map.of());
    }

    private String versioned(String path) throws IOException, InterruptedException {
        Dialect agreed = dialect();
        // Podman's own calls carry a version of Podman, and any from 4.0.0 on will do
        return path.startsWith("/libpod/") ? "/v4.0.0" + path : "/v" + agreed.version() + path;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close();
    }
}
