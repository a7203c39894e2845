package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.agent.WorkBounds;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * An archive of {@code docker save} on its way into an engine, as another host sent it: read entry by entry, checked, and
 * passed on without the names and the images that nobody asked for. What an engine loads from it has no name, so that no
 * archive can take a tag from an image; names are given afterwards, by us.
 */
final class NamelessArchive extends RewrittenArchive {

    private static final int MAX_DOCUMENT = 8 << 20;
    /** What engines write; a path of two or three plain parts. */
    private static final Pattern ENTRY =
            Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}/?");
    /** A layer that the archive holds already, by the path of the first. */
    private static final Pattern LINK = Pattern.compile("\\.\\./([0-9a-f]{64}/layer\\.tar|[0-9a-f]{64}\\.tar)");

    private static final Set<String> NAME_ANNOTATIONS =
            Set.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

    private final ArchiveManifest described;
    private final WorkBounds bounds;
    private final Set<String> seen = new HashSet<>();
    private long bytes;

    /**
     * Wraps an archive.
     *
     * @param wanted normalised references; only images that have one of them pass; null for all that it holds
     */
    NamelessArchive(InputStream archive, @Nullable Set<String> wanted, WorkBounds bounds) {
        super(archive);
        this.bounds = bounds;
        this.described = new ArchiveManifest(wanted);
    }

    /** The digest of the config of the image that the archive gives this name; null before the end, or if there is none. */
    @Nullable
    String config(String reference) {
        return described.config(reference);
    }

    /** The images that it claimed, if all of them were wanted and it has ended. */
    List<ArchiveManifest.Claim> images() {
        return described.images();
    }

    /** What tells the image of this config apart from others; after the end. */
    ArchiveManifest.Marks marks(String configDigest) {
        return described.marks(configDigest);
    }

    /** As which files it holds the image of this config, or null. */
    @Nullable
    PackedImage packed(String configDigest) {
        return described.packed(configDigest);
    }

    @Override
    void entry(TarArchiveEntry entry) throws IOException {
        check(entry);
        switch (entry.getName()) {
            case "repositories" -> {}
            case "manifest.json" -> replace(entry, described.nameless(document(entry)));
            case "index.json" -> replace(entry, index(document(entry)));
            default -> {
                begin(plain(entry));
                if (entry.isFile() && ArchiveManifest.looksInto(entry.getName(), entry.getSize())) {
                    look(entry);
                }
            }
        }
    }

    @Override
    void complete() throws IOException {
        described.ended();
    }

    /** Reads what may be a config as a whole; what begins otherwise is left to go by in blocks. */
    private void look(TarArchiveEntry entry) throws IOException {
        byte[] begun = in.readNBytes(BLOCK_BYTES);
        content(begun);
        if (begun.length > 0 && begun[0] == '{') {
            byte[] rest = in.readNBytes(ArchiveManifest.MAX_CONFIG_BYTES);
            content(rest);
            byte[] whole = Arrays.copyOf(begun, begun.length + rest.length);
            System.arraycopy(rest, 0, whole, begun.length, rest.length);
            described.file(entry.getName(), whole);
        }
    }

    private void check(TarArchiveEntry entry) {
        String name = entry.getName();
        if (!ENTRY.matcher(name).matches() || name.length() > 200) {
            throw bad("its entry " + SafeText.quote(name) + " is not one that engines write");
        }
        if (!seen.add(name)) {
            throw bad("it holds " + SafeText.quote(name) + " twice");
        }
        if (seen.size() > bounds.imageEntries()) {
            throw bad("it has more than " + bounds.imageEntries() + " entries");
        }
        bytes += Math.max(0, entry.getSize());
        if (bytes < 0 || bytes > bounds.bytes()) {
            throw bad("its files are larger than " + (bounds.bytes() >> 20) + " MiB together");
        }
        boolean link =
                entry.isSymbolicLink() && LINK.matcher(entry.getLinkName()).matches();
        byte kind = entry.getLinkFlag();
        boolean file = (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM) && !entry.isSparse();
        if (!link && !file && !entry.isDirectory()) {
            throw bad("its entry " + SafeText.quote(name) + " is neither a file nor a folder");
        }
    }

    /** The entry without what only its sender's tar understands. */
    private static TarArchiveEntry plain(TarArchiveEntry entry) {
        TarArchiveEntry plain = new TarArchiveEntry(
                entry.getName(),
                entry.isSymbolicLink()
                        ? TarConstants.LF_SYMLINK
                        : entry.isDirectory() ? TarConstants.LF_DIR : TarConstants.LF_NORMAL);
        if (entry.isSymbolicLink()) {
            plain.setLinkName(entry.getLinkName());
        }
        plain.setSize(entry.isSymbolicLink() || entry.isDirectory() ? 0 : entry.getSize());
        plain.setMode(entry.isDirectory() ? 0755 : 0644);
        plain.setModTime(0L);
        return plain;
    }

    private JsonNode document(TarArchiveEntry entry) throws IOException {
        if (entry.getSize() > MAX_DOCUMENT) {
            throw bad("its " + entry.getName() + " is larger than " + (MAX_DOCUMENT >> 20) + " MiB");
        }
        byte[] bytes = in.readNBytes(MAX_DOCUMENT);
        JsonNode node = EngineClient.JSON.readTree(new ByteArrayInputStream(bytes));
        if (node == null) {
            throw bad("its " + entry.getName() + " is empty");
        }
        return node;
    }

    private void replace(TarArchiveEntry entry, JsonNode document) throws IOException {
        whole(plain(entry), EngineClient.JSON.writeValueAsBytes(document));
    }

    private static JsonNode index(JsonNode document) {
        for (JsonNode manifest : document.path("manifests")) {
            if (manifest.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(NAME_ANNOTATIONS);
            }
        }
        return document;
    }

    @Override
    LongshoreException bad(String why) {
        return ArchiveManifest.bad(why);
    }
}
