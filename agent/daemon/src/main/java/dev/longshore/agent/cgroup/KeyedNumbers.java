package dev.longshore.agent.cgroup;

import java.util.Arrays;

/** The wanted ones of a file of lines with a key and a number, for example {@code cpu.stat}. Keys that nobody wants are passed over. */
final class KeyedNumbers {

    private final byte[][] keys;
    private final long[] values;

    KeyedNumbers(String... keys) {
        this.keys = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            this.keys[i] = KernelText.ascii(keys[i]);
        }
        this.values = new long[keys.length];
    }

    /** Takes the values from a text that was just loaded. */
    void take(KernelText text) {
        Arrays.fill(values, -1);
        if (text.atEnd()) {
            return;
        }
        do {
            for (int i = 0; i < keys.length; i++) {
                if (values[i] < 0 && text.wordIs(keys[i])) {
                    text.skip(keys[i]);
                    text.skip(COLON);
                    values[i] = text.number();
                    break;
                }
            }
        } while (text.nextLine());
    }

    private static final byte[] COLON = {':'};

    boolean has(int key) {
        return values[key] >= 0;
    }

    long get(int key) {
        return values[key];
    }
}
