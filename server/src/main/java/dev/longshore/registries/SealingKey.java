package dev.longshore.registries;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that wraps the data keys of secrets.
 *
 * @param id tells it from others and gives nothing of it away: 16 hex digits of an HMAC with it
 */
record SealingKey(String id, SecretKey key) {

    static final int BYTES = 32;

    /** The key of these 32 bytes; IllegalArgumentException for any other number. */
    static SealingKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + bytes.length);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] sum = mac.doFinal("longshore key id".getBytes(StandardCharsets.US_ASCII));
            return new SealingKey(HexFormat.of().formatHex(Arrays.copyOf(sum, 8)), new SecretKeySpec(bytes, "AES"));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
