package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final Set<String> NAME_ANNOTATIONS =
            Set.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

    private final TarArchiveInputStream in;
    private final ArchiveManifest described;
    private final Set<String> seen = new HashSet<>();
    private final Buffer buffer = new Buffer();
    private final TarArchiveOutputStream out = Archives.write(buffer);
    private final byte[] block = new byte[BLOCK_BYTES];
    private boolean inEntry;
    private boolean ended;
    private int at;
    private volatile @Nullable LongshoreException fault;

    /**
     * Wraps an archive.
     *
     * @param wanted normalised references; only images that have one of them pass; null for all that it holds
     */
    NamelessArchive(InputStream archive, @Nullable Set<String> wanted) {
        this.in = new TarArchiveInputStream(archive);
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
            case "manifest.json" -> replace(entry, described.nameless(document(entry)));
            case "index.json" -> replace(entry, index(document(entry)));
            default -> {
                out.putArchiveEntry(plain(entry));
                inEntry = true;
                if (entry.isFile() && ArchiveManifest.looksInto(entry.getName(), entry.getSize())) {
                    look(entry);
                }
            }
        }
    }

    private void end() throws IOException {
        described.ended();
        out.finish();
        ended = true;
    }

    /** Reads what may be a config as a whole; what begins otherwise is left to go by in blocks. */
    private void look(TarArchiveEntry entry) throws IOException {
        byte[] begun = in.readNBytes(BLOCK_BYTES);
        out.write(begun);
        if (begun.length > 0 && begun[0] == '{') {
            byte[] rest = in.readNBytes(ArchiveManifest.MAX_CONFIG_BYTES);
            out.write(rest);
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

    private static JsonNode index(JsonNode document) {
        for (JsonNode manifest : document.path("manifests")) {
            if (manifest.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(NAME_ANNOTATIONS);
            }
        }
        return document;
    }

    private static LongshoreException bad(String why) {
        return ArchiveManifest.bad(why);
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
