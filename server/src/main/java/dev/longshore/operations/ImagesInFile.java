package dev.longshore.operations;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.stream.HeaderBound;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a file of {@code docker save} holds, without unpacking or keeping any of it. */
final class ImagesInFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern CONFIG = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");
    /** Where a header has what kind of entry it is. */
    private static final int KIND_AT = 156;
    /** Of one entry, with its long names: they are held in memory. */
    private static final int MOST_HEADER_BYTES = 64 << 10;

    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_CONFIGS = 1_000;
    private static final int MOST_IMAGES = 100;
    private static final int MOST_NAMES = 200;
    private static final int MOST_LAYERS = 1_000;
    private static final int MOST_MANIFEST_BYTES = 8 << 20;
    private static final int MOST_CONFIG_BYTES = 1 << 20;

    private final Map<String, Long> bytes = new HashMap<>();
    private final Map<String, ImageIdentity> configs = new HashMap<>();
    private @Nullable JsonNode manifest;

    private ImagesInFile() {}

    /**
     * An image of a file.
     *
     * @param references normalised names that the file gives it
     * @param bytes of its layers, as the file holds them
     */
    record Found(List<String> references, ImageIdentity identity, int layers, long bytes) {

        Found {
            references = List.copyOf(references);
        }
    }

    /** Reads a plain tar to its end. */
    static List<Found> read(InputStream plain) throws IOException {
        ImagesInFile file = new ImagesInFile();
        HeaderBound headers = new HeaderBound(plain, MOST_HEADER_BYTES, ImagesInFile::bad);
        TarArchiveInputStream tar = new Headers(headers);
        TarArchiveEntry entry;
        while ((entry = headers.within(tar::getNextEntry)) != null) {
            file.take(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
        }
        plain.transferTo(OutputStream.nullOutputStream());
        return file.images();
    }

    /**
     * Reads what a browser has found in a plain tar: {@code {"entries":[[name, bytes], …], "documents":{name: text, …}}}.
     *
     * @throws LongshoreException {@code BAD_ARCHIVE} also if it is anything else
     */
    static List<Found> described(String description) {
        JsonNode node = json(description.getBytes(StandardCharsets.UTF_8));
        ImagesInFile file = new ImagesInFile();
        for (JsonNode entry : node.path("entries")) {
            file.entry(entry.path(0).asString(""), entry.path(1).asLong(0));
        }
        for (Map.Entry<String, JsonNode> document : node.path("documents").properties()) {
            file.document(document.getKey(), document.getValue().asString("").getBytes(StandardCharsets.UTF_8));
        }
        return file.images();
    }

    private void take(TarArchiveEntry entry, InputStream content) throws IOException {
        if (entry.isSparse()) {
            throw bad("it has a sparse file"); // of any size, though nothing is stored
        }
        byte kind = entry.getLinkFlag();
        boolean file = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
        entry(entry.getName(), file ? entry.getSize() : 0);
        boolean described = entry.getName().equals("manifest.json")
                || CONFIG.matcher(entry.getName()).matches();
        if (file && described && entry.getSize() <= MOST_MANIFEST_BYTES) {
            document(entry.getName(), content.readNBytes(MOST_MANIFEST_BYTES));
        }
    }

    private void entry(String name, long size) {
        if (bytes.size() >= MOST_ENTRIES) {
            throw bad("it has more than " + MOST_ENTRIES + " entries");
        }
        bytes.put(SafeText.line(name, 200), Math.max(0, size));
    }

    private void document(String name, byte[] content) {
        Matcher config = CONFIG.matcher(name);
        if (name.equals("manifest.json")) {
            manifest = json(content);
        } else if (config.matches() && content.length <= MOST_CONFIG_BYTES) {
            config("sha256:" + config.group(1), content);
        }
    }

    /** Takes note of it, if it is a config at all. */
    private void config(String digest, byte[] content) {
        JsonNode node = content.length == 0 || content[0] != '{' ? null : maybe(content);
        if (node == null || !node.path("rootfs").isObject()) {
            return;
        }
        if (configs.size() >= MOST_CONFIGS) {
            throw bad("it has more than " + MOST_CONFIGS + " configs");
        }
        List<String> diffIds = new ArrayList<>();
        for (JsonNode layer : node.path("rootfs").path("diff_ids")) {
            if (diffIds.size() < MOST_LAYERS) {
                diffIds.add(SafeText.line(layer.asString(""), 80));
            }
        }
        String variant = word(node, "variant");
        String platform =
                word(node, "os") + "/" + word(node, "architecture") + (variant.isEmpty() ? "" : "/" + variant);
        configs.put(digest, new ImageIdentity(Digest.of(digest), diffIds, platform, created(node)));
    }

    private static String word(JsonNode node, String field) {
        return SafeText.line(node.path(field).asString(""), 40);
    }

    private static long created(JsonNode node) {
        try {
            return OffsetDateTime.parse(node.path("created").asString("")).toEpochSecond();
        } catch (DateTimeException _) {
            return 0;
        }
    }

    private List<Found> images() {
        JsonNode all = manifest;
        if (all == null || all.isEmpty()) {
            throw bad(all == null ? "it has no manifest.json" : "it holds no image");
        }
        List<Found> images = new ArrayList<>();
        int names = 0;
        for (JsonNode image : all) {
            Matcher config = CONFIG.matcher(image.path("Config").asString(""));
            ImageIdentity identity = config.matches() ? configs.get("sha256:" + config.group(1)) : null;
            if (identity == null) {
                throw bad("the config of an image is missing, or larger than " + (MOST_CONFIG_BYTES >> 20) + " MiB");
            }
            List<String> references = new ArrayList<>();
            for (JsonNode tag : image.path("RepoTags")) {
                names++;
                normalized(tag.asString(""), references);
            }
            long size = 0;
            for (JsonNode layer : image.path("Layers")) {
                size += bytes.getOrDefault(layer.asString(""), 0L);
            }
            images.add(new Found(references, identity, identity.diffIds().size(), size));
            if (images.size() > MOST_IMAGES || names > MOST_NAMES) {
                throw bad("it holds more than " + MOST_IMAGES + " images or " + MOST_NAMES + " names");
            }
        }
        return images;
    }

    /** An odd name is none: nothing will get it. */
    private static void normalized(String tag, List<String> into) {
        try {
            into.add(ImageRef.of(tag).normalized());
        } catch (LongshoreException _) {
            // left aside
        }
    }

    private static JsonNode json(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (JacksonException damaged) {
            throw bad("what describes an image is no JSON");
        }
    }

    /** Blobs that begin like a config may be anything. */
    private static @Nullable JsonNode maybe(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (JacksonException _) {
            return null;
        }
    }

    /**
     * Looks at the headers: the reader would let their sums pass, and keep the attributes of global ones, which no engine writes,
     * from entry to entry without a bound.
     */
    private static final class Headers extends TarArchiveInputStream {

        Headers(InputStream in) {
            super(in, StandardCharsets.UTF_8.name());
        }

        @Override
        protected byte @Nullable [] readRecord() throws IOException {
            byte[] header = super.readRecord();
            if (header == null || isAtEOF() || isEOFRecord(header)) {
                return header;
            }
            if (!hasItsSum(header)) {
                throw bad("it has a header with a wrong sum");
            }
            if (header[KIND_AT] == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER) {
                throw bad("it has a global header");
            }
            return header;
        }

        private static boolean hasItsSum(byte[] header) {
            try {
                return TarUtils.verifyCheckSum(header);
            } catch (IllegalArgumentException _) { // it is no number
                return false;
            }
        }
    }

    private static LongshoreException bad(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the file is no archive of images: " + why);
    }
}
