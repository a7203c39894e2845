package dev.longshore.registries.client;

import java.util.Map;

/** What came back, whole. */
final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * An answer.
     *
     * @param headers by name in lower case; of several of one name, the first
     */
    Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body.clone();
    }

    int status() {
        return status;
    }

    /** All of it. */
    byte[] body() {
        return body.clone();
    }

    /** A header by its name in lower case, or empty. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The same with another status: what it means, where a registry says it with a code of its own. */
    Answer as(int meant) {
        return new Answer(meant, headers, body);
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
