package dev.longshore.agent.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes contexts of builds, good ones and bad ones. */
final class Contexts {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream out = Archives.write(bytes);

    /** A context with this Dockerfile, to which more is added. */
    static Contexts of(String... dockerfile) {
        return new Contexts().file("Dockerfile", String.join("\n", dockerfile) + "\n");
    }

    Contexts file(String name, String text) {
        return entry(name, TarConstants.LF_NORMAL, "", text.getBytes(UTF_8));
    }

    Contexts folder(String name) {
        return entry(name + "/", TarConstants.LF_DIR, "", new byte[0]);
    }

    Contexts link(String name, String target) {
        return entry(name, TarConstants.LF_SYMLINK, target, new byte[0]);
    }

    Contexts hardLink(String name, String target) {
        return entry(name, TarConstants.LF_LINK, target, new byte[0]);
    }

    /** An attribute of all that follows. */
    Contexts global(String key, String value) {
        try {
            TarArchiveEntry header =
                    new TarArchiveEntry("pax_global_header", TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER);
            header.addPaxHeader(key, value);
            out.putArchiveEntry(header); // which writes it whole
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Contexts entry(String name, byte kind, String target, byte[] content) {
        try {
            TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
            entry.setLinkName(target);
            entry.setSize(content.length);
            entry.setMode(kind == TarConstants.LF_DIR ? 0755 : 06755);
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    byte[] tar() {
        try {
            out.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
