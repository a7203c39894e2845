package dev.longshore.registries.client;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One registry, spoken to for a while. Its calls wait for the registry, each no longer than half a minute with whatever it takes
 * (sign-in, redirects, pages, bodies that drip) and all together no longer than five; they may be made by several threads at
 * once, and fail with a {@link LongshoreException} whose code begins with {@code REGISTRY_}.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">distribution spec</a>
 */
public final class RegistryConnection implements AutoCloseable {

    private static final int LIST_BYTES = 8 << 20;
    private static final int MANIFEST_BYTES = 4 << 20;
    private static final int CONFIG_BYTES = 4 << 20;
    private static final int MOST_TAGS = 20_000;
    private static final int MOST_PAGES = 50;
    private static final int MOST_REDIRECTS = 3;
    private static final int PAGE = 1_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]{1,4000})>\\s*;\\s*rel=\"?next\"?");
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9%=&._~+:/@!,-]{1,2000}");
    private static final ImageRef ANY = ImageRef.ofName("registry.example/any");

    private final Endpoint endpoint;
    private final Transport transport;
    private final Faults faults;
    private final SignIn signIn;
    private final RegistryClient.Patience patience;
    private final Deadline whole;
    private volatile @Nullable Duration retryAfter;
    private volatile boolean answered;

    RegistryConnection(Endpoint endpoint, Transport transport, RegistryClient.Patience patience) {
        this.patience = patience;
        this.whole = Deadline.in(patience.whole());
        this.endpoint = endpoint;
        this.transport = transport;
        this.faults = new Faults(endpoint);
        this.signIn = new SignIn(endpoint, transport, faults, this::noteLimit);
    }

    /**
     * Names, and where they go on.
     *
     * @param next what to ask for the next page with; empty at the end
     */
    public record Names(List<String> names, String next) {
        public Names {
            names = List.copyOf(names);
        }
    }

    /** Whether the API is there, and takes the account if there is one; whether it asked for a sign-in at all. */
    public boolean ping() {
        Answer answer = get("/v2/", "", Map.of(), "", 64 << 10, "the API (v2)");
        String version = answer.header("docker-distribution-api-version");
        if (version.isEmpty() && answer.body().length > 0) {
            faults.object(answer, "the API (v2)");
        }
        return signIn.done();
    }

    /** Whether the registry itself ever answered, whatever it said; a sign-in may fail elsewhere. */
    public boolean answered() {
        return answered;
    }

    /** Repositories, by name. */
    public Names catalogue(int most, String next) {
        String query = next.isEmpty() ? "n=" + most : cursor(next);
        Answer answer = get("/v2/_catalog", query, Map.of(), "registry:catalog:*", LIST_BYTES, "the catalogue");
        List<String> names = strings(faults.object(answer, "the catalogue").path("repositories"));
        return new Names(names.stream().filter(RegistryConnection::isRepository).toList(), next(answer));
    }

    /** All tags of a repository, as the registry orders them; {@code TOO_LARGE} beyond 20,000. */
    public List<String> tags(String repository) {
        String what = "tags of " + repository;
        List<String> tags = new ArrayList<>();
        Deadline deadline = call();
        String query = "n=" + PAGE;
        for (int page = 0; !query.isEmpty(); page++) {
            Answer answer = send(
                    "GET",
                    path(repository, "tags/list"),
                    query,
                    Map.of(),
                    pull(repository),
                    LIST_BYTES,
                    what,
                    deadline);
            strings(faults.object(answer, what).path("tags")).stream()
                    .filter(RegistryConnection::isTag)
                    .forEach(tags::add);
            query = next(answer);
            if (tags.size() > MOST_TAGS || page > MOST_PAGES) {
                throw new LongshoreException(ErrorCode.TOO_LARGE, repository + " has more than " + MOST_TAGS + " tags");
            }
        }
        return tags;
    }

    /**
     * What a tag names.
     *
     * @param mediaType as the registry says; empty if it does not
     */
    public record Head(Digest digest, String mediaType) {

        /** Whether it can't be ruled out that this is an index. */
        public boolean mayBeIndex() {
            return mediaType.isEmpty() || Manifest.isIndex(mediaType);
        }
    }

    /**
     * What a tag names now, without what is in it: with one {@code HEAD}, which counts as no pull; nothing if the registry does not
     * answer that with a digest.
     */
    public Optional<Head> head(String repository, String tag) {
        String what = repository + ":" + tag;
        Answer answer = send(
                "HEAD", path(repository, "manifests/" + tag), "", Manifest.ACCEPT, pull(repository), 0, what, call());
        String told = answer.header("docker-content-digest");
        return Digest.isDigest(told)
                ? Optional.of(new Head(Digest.of(told), answer.header("content-type")))
                : Optional.empty();
    }

    /** What a tag names now, by its manifest where {@link #head} does not tell. */
    public Head look(String repository, String tag) {
        return head(repository, tag).orElseGet(() -> {
            Manifest manifest = manifest(repository, tag);
            return new Head(manifest.digest(), manifest instanceof Manifest.Index ? "" : "application/octet-stream");
        });
    }

    /**
     * A manifest.
     *
     * @param reference a tag or a digest
     */
    public Manifest manifest(String repository, String reference) {
        String what = repository + (reference.indexOf(':') > 0 ? "@" : ":") + reference;
        Answer answer = get(
                path(repository, "manifests/" + reference),
                "",
                Manifest.ACCEPT,
                pull(repository),
                MANIFEST_BYTES,
                what);
        Digest real = Digest.ofBytes(answer.body());
        String told = answer.header("docker-content-digest");
        if ((Digest.isDigest(told) && !told.equals(real.value()))
                || (Digest.isDigest(reference) && !reference.equals(real.value()))) {
            throw faults.wrong(what, "the manifest that came is not the one of its digest");
        }
        return Manifest.of(real, answer.header("content-type"), faults.object(answer, what));
    }

    /** The config of an image. */
    public ImageConfig config(String repository, Digest digest) {
        String what = "config of " + repository + "@" + digest.shortForm();
        Answer answer = get(path(repository, "blobs/" + digest), "", Map.of(), pull(repository), CONFIG_BYTES, what);
        if (!Digest.ofBytes(answer.body()).equals(digest)) {
            throw faults.wrong(what, "what came is not of that digest");
        }
        return ImageConfig.of(faults.object(answer, what));
    }

    /** Deletes a manifest, and with it all tags that name it; {@code REGISTRY_UNSUPPORTED} where that is switched off. */
    public void delete(String repository, Digest digest) {
        String what = "delete of " + repository + "@" + digest.shortForm();
        String scope = "repository:" + repository + ":delete";
        Answer answer =
                exchange("DELETE", path(repository, "manifests/" + digest), "", Map.of(), scope, 64 << 10, call());
        if (!answer.isGood()) {
            boolean off = Faults.code(answer).equals("UNSUPPORTED");
            throw faults.of(off ? answer.as(405) : answer, what);
        }
    }

    /** How long the registry asked to be left alone, at its last 429. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    private static String pull(String repository) {
        return "repository:" + repository + ":pull";
    }

    private static String path(String repository, String rest) {
        if (!isRepository(repository)) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REFERENCE, "not a repository: " + SafeText.quote(repository));
        }
        String last = rest.substring(rest.indexOf('/') + 1);
        if (!isTag(last) && !Digest.isDigest(last)) {
            throw new LongshoreException(ErrorCode.INVALID_REFERENCE, "not a tag: " + SafeText.quote(last));
        }
        return "/v2/" + repository + "/" + rest;
    }

    private static boolean isRepository(String name) {
        try {
            ImageRef parsed = ImageRef.ofName(ANY.domain() + "/" + name);
            return parsed.path().equals(name) && parsed.tag() == null && parsed.digest() == null;
        } catch (LongshoreException outsideTheGrammar) {
            return false;
        }
    }

    private static boolean isTag(String tag) {
        try {
            return tag.equals(ANY.withTag(tag).tag());
        } catch (LongshoreException outsideTheGrammar) {
            return false;
        }
    }

    private static String cursor(String next) {
        if (!CURSOR.matcher(next).matches()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "next: not from an answer of this registry");
        }
        return next;
    }

    /** Of the address of the next page only its query is used: a registry sends nobody elsewhere. */
    private String next(Answer answer) {
        Matcher link = NEXT.matcher(answer.header("link"));
        if (!link.find()) {
            return "";
        }
        try {
            String query = URI.create(link.group(1)).getRawQuery();
            return query != null && CURSOR.matcher(query).matches() ? query : "";
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asString("")));
        return strings;
    }

    private Answer get(String path, String query, Map<String, String> headers, String scope, int most, String what) {
        return send("GET", path, query, headers, scope, most, what, call());
    }

    private Deadline call() {
        return whole.within(patience.call());
    }

    private Answer send(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            String scope,
            int most,
            String what,
            Deadline deadline) {
        Answer answer = exchange(method, path, query, headers, scope, most, deadline);
        URI at = endpoint.base().resolve(path);
        for (int hop = 0; answer.isRedirect() && hop < MOST_REDIRECTS; hop++) {
            at = target(at, answer, what);
            answer = once(method, at, headers, most, deadline); // without the account: it is for the registry alone
        }
        if (!answer.isGood()) {
            throw faults.of(answer, what);
        }
        return answer;
    }

    private URI target(URI from, Answer redirect, String what) {
        try {
            URI to = from.resolve(redirect.header("location"));
            String scheme = String.valueOf(to.getScheme());
            boolean known = scheme.equals("https") || (scheme.equals("http") && endpoint.plainHttp());
            if (known && to.getHost() != null && to.getRawUserInfo() == null) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            // the same answer as for an address that leads nowhere
        }
        throw faults.wrong(what, "it leads to where nothing is fetched from");
    }

    /** One request to the registry itself, signed in as it asks. */
    private Answer exchange(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            String scope,
            int most,
            Deadline deadline) {
        URI uri = URI.create(endpoint.base() + path + (query.isEmpty() ? "" : "?" + query));
        String known = signIn.header(scope);
        Answer answer = once(method, uri, with(headers, known), most, deadline);
        answered = true;
        if (answer.status() == 401) {
            String wanted = signIn.answer(answer, scope, deadline);
            if (wanted != null && !wanted.equals(known)) {
                answer = once(method, uri, with(headers, wanted), most, deadline);
            }
        }
        return answer;
    }

    private void noteLimit(Answer answer) {
        if (answer.status() == 429) {
            retryAfter = RetryAfter.seconds(answer).map(Duration::ofSeconds).orElse(null);
        }
    }

    private Answer once(String method, URI uri, Map<String, String> headers, int most, Deadline deadline) {
        try {
            Answer answer = transport.send(method, uri, headers, Math.max(most, 64 << 10), deadline);
            noteLimit(answer);
            return answer;
        } catch (IOException broken) {
            throw faults.of(broken, String.valueOf(uri.getRawAuthority()));
        }
    }

    private static Map<String, String> with(Map<String, String> headers, @Nullable String authorization) {
        if (authorization == null) {
            return headers;
        }
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", authorization);
        return all;
    }

    @Override
    public void close() {
        transport.close();
    }
}
