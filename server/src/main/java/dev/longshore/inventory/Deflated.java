package dev.longshore.inventory;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A JSON document kept small: it is seldom read, and there is one per host. */
record Deflated(ByteString bytes) {

    static final Deflated EMPTY = new Deflated(ByteString.EMPTY);

    static Deflated of(ByteString json) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(small)) {
            json.substring(0, Math.min(json.size(), Caps.RAW_CHARS)).writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Deflated(ByteString.copyFrom(small.toByteArray()));
    }

    /** The document, or an empty text. */
    String text() {
        if (bytes.isEmpty()) {
            return "";
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
