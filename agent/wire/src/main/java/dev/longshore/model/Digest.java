package dev.longshore.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code sha256:} and 64 lower-case hex digits.
 *
 * @param value the whole text
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI digests</a>
 */
public record Digest(String value) implements Comparable<Digest> {

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!isDigest(value)) {
            throw new LongshoreException(ErrorCode.INVALID_ID, "not a digest: " + SafeText.quote(value));
        }
    }

    /** Parses a digest; {@link ErrorCode#INVALID_ID} for anything else. */
    public static Digest of(String text) {
        return new Digest(text);
    }

    /** The SHA-256 of a text's UTF-8. */
    public static Digest ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The SHA-256 of these bytes. */
    public static Digest ofBytes(byte[] bytes) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest("sha256:" + HexFormat.of().formatHex(sum));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether the text is a digest. */
    public static boolean isDigest(String text) {
        return text.length() == 71 && FORM.matcher(text).matches();
    }

    /** The first 12 hex digits, as docker shows them. */
    public String shortForm() {
        return value.substring(7, 19);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
