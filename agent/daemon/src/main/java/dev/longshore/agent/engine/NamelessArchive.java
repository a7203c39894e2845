package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * An archive of {@code docker save} on its way into an engine, as another host sent it: read entry by entry, checked, and
 * passed on without the names and the images that nobody asked for. What an engine loads from it has no name, so that no
 * archive can take a tag from an image; names are given afterwards, by us. Reading throws if something is wrong, which
 * ends the load.
 */
final class NamelessArchive extends InputStream {

    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_DOCUMENT = 8 << 20;
    private static final int BLOCK_BYTES = 64 << 10;
    /** What engines write; a path of two or three plain parts. */
    private static final Pattern ENTRY =
            Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}/?");
    /** A layer that the archive holds already, by the path of the first. */
    private static final Pattern LINK = Pattern.compile("\\.\\./([0-9a-f]{64}/layer\\.tar|[0-9a-f]{64}\\.tar)");

    private static final Pattern CONFIG = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");
    private static final Set<String> NAME_ANNOTATIONS =
            Set.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

    private final TarArchiveInputStream in;
    private final Set<String> wanted;
    private final Map<String, String> configs = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Buffer buffer = new Buffer();
    private final TarArchiveOutputStream out = Archives.write(buffer);
    private final byte[] block = new byte[BLOCK_BYTES];
    private boolean inEntry;
    private boolean described;
    private boolean ended;
    private int at;
    private volatile @Nullable LongshoreException fault;

    /**
     * Wraps an archive.
     *
     * @param wanted normalised references; only images that have one of them pass
     */
    NamelessArchive(InputStream archive, Set<String> wanted) {
        this.in = new TarArchiveInputStream(archive);
        this.wanted = Set.copyOf(wanted);
    }

    /** The digest of the config of the image that the archive gives this name; null before the end, or if there is none. */
    @Nullable
    String config(String reference) {
        return configs.get(reference);
    }

    /** What is wrong with it, as far as has been read; that its source broke off looks like damage here. */
    @Nullable
    LongshoreException fault() {
        return fault;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (at == buffer.size()) {
            if (ended) {
                return -1;
            }
            LongshoreException found = fault;
            if (found != null) {
                throw new IOException(found.reason(), found);
            }
            buffer.reset();
            at = 0;
            try {
                advance();
            } catch (LongshoreException refused) {
                spoil(refused);
            } catch (IOException | IllegalArgumentException damaged) {
                spoil(bad("it is damaged: " + damaged.getMessage()));
            }
        }
        int count = Math.min(length, buffer.size() - at);
        buffer.copy(at, into, offset, count);
        at += count;
        return count;
    }

    /**
     * Makes what has been handed over worthless: HTTP clients end a body properly even if reading it fails, and to an
     * engine an archive that ends between two entries is whole.
     */
    private void spoil(LongshoreException why) {
        fault = why;
        byte[] noHeader = new byte[512];
        Arrays.fill(noHeader, (byte) 0xff);
        buffer.write(noHeader, 0, noHeader.length);
    }

    /** Brings something into the buffer, or the end. */
    private void advance() throws IOException {
        if (inEntry) {
            int count = in.read(block);
            if (count >= 0) {
                out.write(block, 0, count);
            } else {
                out.closeArchiveEntry();
                inEntry = false;
            }
            return;
        }
        TarArchiveEntry entry = in.getNextEntry();
        if (entry == null) {
            end();
            return;
        }
        check(entry);
        switch (entry.getName()) {
            case "repositories" -> {}
            case "manifest.json" -> replace(entry, manifest(document(entry)));
            case "index.json" -> replace(entry, index(document(entry)));
            default -> {
                out.putArchiveEntry(plain(entry));
                inEntry = true;
            }
        }
    }

    private void end() throws IOException {
        if (!described) {
            throw bad("it has no manifest.json");
        }
        for (String reference : wanted) {
            if (!configs.containsKey(reference)) {
                throw bad("it does not hold " + SafeText.quote(reference));
            }
        }
        out.finish();
        ended = true;
    }

    private void check(TarArchiveEntry entry) {
        String name = entry.getName();
        if (!ENTRY.matcher(name).matches() || name.length() > 200) {
            throw bad("its entry " + SafeText.quote(name) + " is not one that engines write");
        }
        if (!seen.add(name)) {
            throw bad("it holds " + SafeText.quote(name) + " twice");
        }
        if (seen.size() > MAX_ENTRIES) {
            throw bad("it has more than " + MAX_ENTRIES + " entries");
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
        byte[] bytes = EngineClient.JSON.writeValueAsBytes(document);
        TarArchiveEntry replaced = plain(entry);
        replaced.setSize(bytes.length);
        out.putArchiveEntry(replaced);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    /** Keeps the images that were asked for, nameless. */
    private ArrayNode manifest(JsonNode document) {
        described = true;
        ArrayNode kept = EngineClient.JSON.createArrayNode();
        for (JsonNode image : document) {
            Matcher config = CONFIG.matcher(image.path("Config").asText(""));
            if (!image.isObject() || !config.matches()) {
                throw bad("its manifest.json names a config that is none");
            }
            boolean asked = false;
            for (JsonNode tag : image.path("RepoTags")) {
                String reference = normalized(tag.asText(""));
                if (wanted.contains(reference)) {
                    if (configs.putIfAbsent(reference, "sha256:" + config.group(1)) != null) {
                        throw bad("it gives " + SafeText.quote(reference) + " to two images");
                    }
                    asked = true;
                }
            }
            if (asked) {
                ObjectNode nameless = image.deepCopy();
                nameless.putNull("RepoTags");
                kept.add(nameless);
            }
        }
        return kept;
    }

    private static JsonNode index(JsonNode document) {
        for (JsonNode manifest : document.path("manifests")) {
            if (manifest.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(NAME_ANNOTATIONS);
            }
        }
        return document;
    }

    private static String normalized(String tag) {
        try {
            return ImageRef.of(tag).normalized();
        } catch (LongshoreException _) {
            return ""; // an odd name is nobody's wish
        }
    }

    private static LongshoreException bad(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the archive is not taken: " + why);
    }

    /** Closes nothing: the stream it reads from has an end of its own, which still has to be seen. */
    @Override
    public void close() {}

    /** Bytes between the one that writes and the one that reads. */
    private static final class Buffer extends ByteArrayOutputStream {

        void copy(int from, byte[] into, int offset, int length) {
            System.arraycopy(buf, from, into, offset, length);
        }
    }
}
