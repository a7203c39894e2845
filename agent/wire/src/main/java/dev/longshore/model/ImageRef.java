package dev.longshore.model;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image reference in the distribution grammar, normalised as Docker does: {@code nginx} is {@code
 * docker.io/library/nginx:latest}. Nothing reaches an engine as a reference before it has been through here.
 *
 * @param domain registry host with optional port, for example {@code docker.io} or {@code localhost:5000}
 * @param path repository below the domain, for example {@code library/nginx}
 * @param tag the tag, or null where only a digest was given
 * @param digest the digest, or null
 * @see <a href="https://github.com/distribution/reference">the grammar</a>
 */
public record ImageRef(
        String domain,
        String path,
        @Nullable String tag,
        @Nullable Digest digest) {

    private static final int MAX_NAME = 255;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DOMAIN = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
                    + "|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern BARE_ID = Pattern.compile("[a-f0-9]{64}");

    /**
     * Parses and normalises; without tag and digest the tag is {@code latest}. {@link ErrorCode#INVALID_REFERENCE} for
     * anything outside the grammar.
     */
    public static ImageRef of(String text) {
        ImageRef ref = ofName(text);
        return ref.tag == null && ref.digest == null ? new ImageRef(ref.domain, ref.path, "latest", null) : ref;
    }

    /** As {@link #of}, but leaves a missing tag missing: a repository. */
    public static ImageRef ofName(String text) {
        if (text.isEmpty()) {
            throw bad(text, "it is empty");
        }
        if (text.length() > 600) {
            throw bad(text, "it is longer than any reference");
        }
        if (BARE_ID.matcher(text).matches()) {
            throw bad(text, "64 hex digits are an id, not a name");
        }
        String rest = text;
        Digest digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            String given = rest.substring(at + 1);
            if (!Digest.isDigest(given)) {
                throw bad(text, "after @ there must be sha256: and 64 hex digits");
            }
            digest = Digest.of(given);
            rest = rest.substring(0, at);
        }
        String tag = null;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            if (!TAG.matcher(tag).matches()) {
                throw bad(text, "a tag holds letters, digits, _ . - and at most 128 of them");
            }
            rest = rest.substring(0, colon);
        }
        return named(text, rest, tag, digest);
    }

    private static ImageRef named(String text, String name, @Nullable String tag, @Nullable Digest digest) {
        String domain = "docker.io";
        String path = name;
        int slash = name.indexOf('/');
        if (slash > 0 && isDomain(name.substring(0, slash))) {
            domain = name.substring(0, slash);
            path = name.substring(slash + 1);
        }
        if (domain.equals("index.docker.io")) {
            domain = "docker.io";
        }
        // engines take a first part like a_b.c, which is no host name, for a part of a path; its text is the same
        if (!DOMAIN.matcher(domain).matches() && !PATH.matcher(domain).matches()) {
            throw bad(text, "the registry's name is not a host name");
        }
        if (!PATH.matcher(path).matches()) {
            boolean upper = !path.equals(path.toLowerCase(Locale.ROOT));
            throw bad(text, upper ? "repository names are lower case" : "the repository's name is not of the form");
        }
        if (domain.equals("docker.io") && path.indexOf('/') < 0) {
            path = "library/" + path;
        }
        if (domain.length() + 1 + path.length() > MAX_NAME) {
            throw bad(text, "the name is longer than " + MAX_NAME + " characters");
        }
        return new ImageRef(domain, path, tag, digest);
    }

    private static boolean isDomain(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /** {@code domain/path}, without tag and digest. */
    public String repository() {
        return domain + "/" + path;
    }

    /** The whole reference in full, for example {@code docker.io/library/nginx:1.27}. */
    public String normalized() {
        return repository() + suffix();
    }

    /** As people write it: without {@code docker.io/} and {@code library/}. */
    public String familiar() {
        return familiarName() + suffix();
    }

    /** {@link #repository()} as people write it. */
    public String familiarName() {
        if (!domain.equals("docker.io")) {
            return repository();
        }
        boolean official = path.startsWith("library/") && path.indexOf('/', 8) < 0;
        return official ? path.substring(8) : path;
    }

    /** The same repository with this tag, and no digest. */
    public ImageRef withTag(String newTag) {
        if (!TAG.matcher(newTag).matches()) {
            throw bad(newTag, "a tag holds letters, digits, _ . - and at most 128 of them");
        }
        return new ImageRef(domain, path, newTag, null);
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest.value());
    }

    private static LongshoreException bad(String text, String why) {
        return new LongshoreException(
                ErrorCode.INVALID_REFERENCE, "not an image reference: " + SafeText.quote(text) + ": " + why);
    }

    @Override
    public String toString() {
        return familiar();
    }
}
