package dev.longshore.agent.cgroup;

import dev.longshore.wire.PressureStat;

/** Takes the total stall times out of PSI files: {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=8766}. */
final class Pressures {

    enum Of {
        CPU,
        MEMORY,
        IO
    }

    private static final byte[] SOME = KernelText.ascii("some");
    private static final byte[] FULL = KernelText.ascii("full");
    private static final byte[] TOTAL = KernelText.ascii("total=");

    private final PressureStat.Builder gathered = PressureStat.newBuilder();
    private boolean any;

    /** Begins with nothing. */
    void clear() {
        gathered.clear();
        any = false;
    }

    /** Takes one file; one that the kernel does not have is no zero. */
    void take(KernelFile file, KernelText text, Of what) {
        if (!file.read(text) || text.atEnd()) {
            return;
        }
        do {
            boolean some = text.wordIs(SOME);
            if ((some || text.wordIs(FULL)) && toTotal(text)) {
                set(what, some, text.number());
            }
        } while (text.nextLine());
    }

    private static boolean toTotal(KernelText text) {
        while (!text.atLineEnd()) {
            text.skipWord();
            if (text.skip(TOTAL)) {
                return true;
            }
        }
        return false;
    }

    private void set(Of what, boolean some, long micros) {
        if (micros < 0) {
            return;
        }
        any = true;
        switch (what) {
            case CPU -> {
                if (some) {
                    gathered.setCpuSomeUs(micros);
                } else {
                    gathered.setCpuFullUs(micros);
                }
            }
            case MEMORY -> {
                if (some) {
                    gathered.setMemorySomeUs(micros);
                } else {
                    gathered.setMemoryFullUs(micros);
                }
            }
            case IO -> {
                if (some) {
                    gathered.setIoSomeUs(micros);
                } else {
                    gathered.setIoFullUs(micros);
                }
            }
        }
    }

    /** Whether any file told anything since {@link #clear}. */
    boolean any() {
        return any;
    }

    PressureStat told() {
        return gathered.build();
    }
}
