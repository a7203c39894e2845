package dev.longshore.agent.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** An image whose manifest tells the truth, while the layer that is sent lacks its end. */
final class ShortImage {

    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    static final byte[] LAYER_SENT;
    static final byte[] CONFIG;
    static final byte[] MANIFEST;
    static final String CONFIG_DIGEST;
    static final String MANIFEST_DIGEST;

    static {
        byte[] tar = new byte[10_240]; // an empty archive: nothing but its end mark
        byte[] layer = gzip(tar);
        LAYER_SENT = Arrays.copyOf(layer, layer.length - 8);
        CONFIG = """
                {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]},\
                "history":[{"created":"2026-01-01T00:00:00Z"}]}""".formatted(digest(tar)).getBytes(StandardCharsets.UTF_8);
        CONFIG_DIGEST = digest(CONFIG);
        MANIFEST = """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%d,"digest":"%s"},\
                "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%d,"digest":"%s"}]}""".formatted(MANIFEST_TYPE, CONFIG.length, CONFIG_DIGEST, layer.length, digest(layer))
                .getBytes(StandardCharsets.UTF_8);
        MANIFEST_DIGEST = digest(MANIFEST);
    }

    private ShortImage() {}

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
