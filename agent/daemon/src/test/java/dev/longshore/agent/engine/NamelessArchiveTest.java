package dev.longshore.agent.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.agent.WorkBounds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NamelessArchiveTest {

    private static final int RECORD = 512;
    private static final String CONFIG = "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"x\":\"";

    @Test
    @DisplayName("catalogue 45: an archive whose fault is seen at the end of an entry of any size never looks whole")
    void faultBehindContent() throws IOException {
        for (int more = 0; more < RECORD; more++) {
            byte[] config = (CONFIG + "a".repeat(more) + "\"}").getBytes(US_ASCII);

            byte[] tar = tar("0".repeat(64) + ".json", config);

            byte[] came = refused(tar);

            assertThat(looksWhole(tar)).isTrue();
            assertThat(looksWhole(came)).as("config of " + config.length).isFalse();
        }
    }

    @Test
    @DisplayName("catalogue 83: an archive that breaks off anywhere never looks whole")
    void breaksOff() throws IOException {
        byte[] tar = tar("0".repeat(64) + "/layer.tar", new byte[200_000]);
        for (int kept = 600; kept < 200_000; kept += 331) {
            byte[] came = refused(Arrays.copyOf(tar, kept));

            assertThat(looksWhole(came)).as(kept + " bytes").isFalse();
        }
    }

    private static byte[] refused(byte[] tar) {
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        NamelessArchive archive = new NamelessArchive(new ByteArrayInputStream(tar), null, WorkBounds.USUAL);
        assertThatThrownBy(() -> archive.transferTo(came)).isInstanceOf(IOException.class);
        assertThat(archive.fault()).isNotNull();
        return came.toByteArray();
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** Reads as an engine does: it asks for no end marker, and not for what fills up the last record. */
    private static boolean looksWhole(byte[] tar) {
        int at = 0;
        while (at + RECORD <= tar.length && tar[at] != 0) {
            if (tar[at] == (byte) 0xff) {
                return false;
            }
            int size = Integer.parseInt(new String(tar, at + 124, 11, US_ASCII), 8);
            if (at + RECORD + size > tar.length) {
                return false;
            }
            at += RECORD + Math.ceilDiv(size, RECORD) * RECORD;
        }
        return true;
    }
}
