package dev.longshore.inventory;

/**
 * Most of what one agent may make the server keep. An agent is untrusted: it caps by itself, and everything beyond these
 * is cut or left out here once more.
 */
final class Caps {

    static final int IMAGES = 20_000;
    static final int CONTAINERS = 10_000;
    static final int TAGS_PER_IMAGE = 2_000;
    static final int TAGS_PER_HOST = 60_000;
    static final int LAYERS = 200;
    static final int NAME = 255;
    static final int TEXT = 500;
    static final int LIST = 200;
    static final int LABELS = 200;
    static final int LABEL_KEY = 256;
    static final int LABEL_VALUE = 2_000;
    static final int LABEL_CHARS_PER_OBJECT = 16_000;
    static final int LABEL_CHARS_PER_HOST = 8_000_000;
    static final int RAW_CHARS = 1_000_000;
    static final int HISTORY_COMMAND = 4_096;
    static final int EVENTS_PER_MESSAGE = 500;
    static final int WAITING_DELTAS = 500;
    static final int WAITING_DELTA_BYTES = 8_000_000;

    private Caps() {}
}
