package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The text of a kernel's file")
class KernelTextTest {

    @TempDir
    private Path folder;

    private final KernelText text = new KernelText();

    private KernelText of(String content) throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, content);
        try (FileChannel channel = FileChannel.open(file)) {
            text.load(channel, true);
        }
        return text;
    }

    @Test
    @DisplayName("gives numbers, and what stands for none")
    void numbers() throws IOException {
        assertThat(of("42\n").number()).isEqualTo(42);
        assertThat(of("max\n").number()).isEqualTo(KernelText.UNLIMITED);
        assertThat(of("9223372036854771712\n").number()).isEqualTo(KernelText.UNLIMITED);
        assertThat(of("9223372036854710272\n").number()).isEqualTo(KernelText.UNLIMITED); // with pages of 64 KiB
        assertThat(of("18446744073709551615\n").number()).isEqualTo(KernelText.UNLIMITED);
        assertThat(of("99999999999999999999999999\n").number()).isEqualTo(KernelText.UNLIMITED);
        assertThat(of("-1\n").number()).isEqualTo(-1);
        assertThat(of("").number()).isEqualTo(-1);
        assertThat(of("x\n").number()).isEqualTo(-1);
        assertThat(of("0.07 1\n").fraction()).isEqualTo(0.07);
        assertThat(of("12\n").fraction()).isEqualTo(12);
    }

    @Test
    @DisplayName("gives wanted keys, whole ones alone, and none of the text before")
    void keys() throws IOException {
        KeyedNumbers numbers = new KeyedNumbers("file", "anon", "frozen", "Cached");

        numbers.take(of("file_mapped 1\nanon_thp 2\nfile 3\nnew_key what?\nanon 4\nSwapCached: 9 kB\nCached:  5 kB"));
        assertThat(numbers.get(0)).isEqualTo(3);
        assertThat(numbers.get(1)).isEqualTo(4);
        assertThat(numbers.has(2)).isFalse();
        assertThat(numbers.get(3)).isEqualTo(5);

        numbers.take(of(""));
        assertThat(numbers.has(0)).isFalse();
    }

    @Test
    @DisplayName("is bounded: what is longer is cut")
    void bounded() throws IOException {
        KernelText longer = of("7 ".repeat(100_000) + "\nkey 1\n");

        assertThat(longer.nextLine()).isFalse();
        assertThat(longer.number()).isEqualTo(-1);
    }
}
