package dev.longshore.agent.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Ways in which an archive of an image can be bad, each made out of a good one. */
enum HostileArchive {
    TRAVERSAL(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            file(out, "../../etc/evil", TarConstants.LF_NORMAL, "");
        }
    },
    ABSOLUTE(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry("/etc/evil", true);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
        }
    },
    LINK_OUT(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            file(out, "evil.tar", TarConstants.LF_SYMLINK, "../../../etc/passwd");
        }
    },
    HARD_LINK(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            file(out, "evil.tar", TarConstants.LF_LINK, "manifest.json");
        }
    },
    DEVICE(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            file(out, "evil", TarConstants.LF_CHR, "");
        }
    },
    SPARSE(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            file(out, "evil", TarConstants.LF_GNUTYPE_SPARSE, "");
        }
    },
    MANIFEST_TWICE(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            text(out, "manifest.json", "[]");
        }
    },
    MANY_ENTRIES(ErrorCode.BAD_ARCHIVE) {
        @Override
        void add(TarArchiveOutputStream out, String reference) throws IOException {
            for (int at = 0; at < 100_000; at++) {
                file(out, "e" + at, TarConstants.LF_NORMAL, "");
            }
        }
    },
    NO_MANIFEST(ErrorCode.BAD_ARCHIVE) {
        @Override
        boolean keeps(String name) {
            return !name.equals("manifest.json");
        }
    },
    LARGE_MANIFEST(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] content(String name, byte[] content, String reference) {
            return name.equals("manifest.json") ? Arrays.copyOf(content, 9 << 20) : content;
        }
    },
    NAME_TWICE(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] content(String name, byte[] content, String reference) throws IOException {
            if (!name.equals("manifest.json")) {
                return content;
            }
            ArrayNode manifest = (ArrayNode) EngineClient.JSON.readTree(content);
            manifest.add(manifest.get(0).deepCopy());
            return EngineClient.JSON.writeValueAsBytes(manifest);
        }
    },
    CONFIG_ELSEWHERE(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] content(String name, byte[] content, String reference) throws IOException {
            if (!name.equals("manifest.json")) {
                return content;
            }
            ArrayNode manifest = (ArrayNode) EngineClient.JSON.readTree(content);
            ((ObjectNode) manifest.get(0)).put("Config", "../../../etc/passwd");
            return EngineClient.JSON.writeValueAsBytes(manifest);
        }
    },
    OTHER_CONFIG(ErrorCode.ENGINE_ERROR, ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] content(String name, byte[] content, String reference) {
            String text = new String(content, UTF_8);
            return text.contains("\"rootfs\"") ? text.replace("A=b", "A=c").getBytes(UTF_8) : content;
        }
    },
    OTHER_LAYER(ErrorCode.ENGINE_ERROR) {
        @Override
        byte[] content(String name, byte[] content, String reference) {
            byte[] other = content.clone();
            if (content.length > 1 << 20) {
                other[700_000]++;
            }
            return other;
        }
    },
    TRUNCATED(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] of(byte[] good, String reference) {
            return Arrays.copyOf(good, good.length / 2);
        }
    },
    NOISE(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] of(byte[] good, String reference) {
            byte[] noise = new byte[100_000];
            new Random(1).nextBytes(noise);
            return noise;
        }
    },
    EMPTY(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] of(byte[] good, String reference) {
            return new byte[0];
        }
    },
    /** Engines would unpack it; a bomb looks no different from outside. */
    COMPRESSED(ErrorCode.BAD_ARCHIVE) {
        @Override
        byte[] of(byte[] good, String reference) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(good);
            }
            return out.toByteArray();
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // of Set.of
    private final Set<ErrorCode> codes;

    HostileArchive(ErrorCode... codes) {
        this.codes = Set.of(codes);
    }

    /** The codes that may be the answer. */
    Set<String> codes() {
        return codes.stream().map(Enum::name).collect(Collectors.toSet());
    }

    /** The bad one. */
    byte[] of(byte[] good, String reference) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(good));
                TarArchiveOutputStream out = Archives.write(bytes)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = content(entry.getName(), in.readAllBytes(), reference);
                if (keeps(entry.getName())) {
                    TarArchiveEntry copy = new TarArchiveEntry(entry.getName(), entry.getLinkFlag());
                    copy.setLinkName(entry.getLinkName());
                    copy.setSize(content.length);
                    out.putArchiveEntry(copy);
                    out.write(content);
                    out.closeArchiveEntry();
                }
            }
            add(out, reference);
        }
        return bytes.toByteArray();
    }

    boolean keeps(String name) {
        return true;
    }

    byte[] content(String name, byte[] content, String reference) throws IOException {
        return content;
    }

    void add(TarArchiveOutputStream out, String reference) throws IOException {}

    static void file(TarArchiveOutputStream out, String name, byte kind, String link) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        if (!link.isEmpty()) {
            entry.setLinkName(link);
        }
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    static void text(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }
}
