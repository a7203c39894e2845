package dev.longshore.registries;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Seals secrets for the database: AES-256-GCM under a data key of the secret's own, which is wrapped by the first key of the
 * {@link KeyFile}. A seal opens only at the place that it was made for.
 *
 * <p>A sealed secret is, in base 64, a 1, the wrapping key's id (8 bytes), nonce (12) and data key with tag (48), then nonce (12) and
 * secret with tag.
 *
 * @see "docs/adr/0013-sealed-secrets.md"
 */
@Component
class Vault {

    private static final byte FORM = 1;
    private static final int KEY_ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int WRAPPED_BYTES = SealingKey.BYTES + TAG_BITS / 8;

    private final SecureRandom random = new SecureRandom();
    private volatile List<SealingKey> keys = List.of();

    /**
     * Where a secret stands.
     *
     * @param use what it may be used for; a secret for one registry can't be made one for another
     */
    record Place(String table, long row, String column, String use) {}

    /** Takes these keys, the sealing one first. */
    void use(List<SealingKey> opened) {
        keys = List.copyOf(opened);
    }

    /** Whether one of its keys made the seal. */
    boolean knows(String sealed) {
        return keys.stream().anyMatch(key -> key.id().equals(keyId(sealed)));
    }

    /** Whether it was made by the key that makes them now. */
    boolean isCurrent(String sealed) {
        return !keys.isEmpty() && keys.getFirst().id().equals(keyId(sealed));
    }

    String seal(Place place, String secret) {
        if (keys.isEmpty()) {
            throw unreadable("no key is open to seal it with");
        }
        SealingKey wrapping = keys.getFirst();
        byte[] dataKey = new byte[SealingKey.BYTES];
        random.nextBytes(dataKey);
        try {
            byte[] bound = bound(place, wrapping.id());
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            sealed.write(FORM);
            sealed.writeBytes(HexFormat.of().parseHex(wrapping.id()));
            sealed.writeBytes(encrypt(wrapping.key(), bound, dataKey));
            sealed.writeBytes(
                    encrypt(new SecretKeySpec(dataKey, "AES"), bound, secret.getBytes(StandardCharsets.UTF_8)));
            return Base64.getEncoder().encodeToString(sealed.toByteArray());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** The secret; {@code SECRET_UNREADABLE} with another key, at another place, or if a bit of it was changed. */
    String open(Place place, String sealed) {
        String id = keyId(sealed);
        SealingKey wrapping = keys.stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unreadable("the key " + id + " that sealed it is not there"));
        try {
            ByteBuffer parts = ByteBuffer.wrap(bytes(sealed)).position(1 + KEY_ID_BYTES);
            byte[] bound = bound(place, id);
            byte[] dataKey = decrypt(wrapping.key(), bound, take(parts, NONCE_BYTES + WRAPPED_BYTES));
            byte[] secret = decrypt(new SecretKeySpec(dataKey, "AES"), bound, take(parts, parts.remaining()));
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException | java.nio.BufferUnderflowException broken) {
            throw unreadable("its seal is broken: it was made for another place, or was changed");
        }
    }

    private byte[] encrypt(SecretKey key, byte[] bound, byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, bound).doFinal(plain);
        return ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                .put(nonce)
                .put(encrypted)
                .array();
    }

    private static byte[] decrypt(SecretKey key, byte[] bound, byte[] encrypted) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, key, nonce, bound)
                .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound);
        return cipher;
    }

    /** What a seal is bound to; each part with its length, so that no two places have the same text. */
    private static byte[] bound(Place place, String keyId) {
        StringBuilder text = new StringBuilder("longshore secret");
        for (String part : List.of(place.table(), String.valueOf(place.row()), place.column(), place.use(), keyId)) {
            text.append('|').append(part.length()).append(':').append(part);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] take(ByteBuffer parts, int bytes) {
        byte[] taken = new byte[bytes];
        parts.get(taken);
        return taken;
    }

    /** Nothing if it is no base 64. */
    private static byte[] bytes(String sealed) {
        try {
            return Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException changed) {
            return new byte[0];
        }
    }

    private static String keyId(String text) {
        byte[] sealed = bytes(text);
        return sealed.length <= 1 + KEY_ID_BYTES || sealed[0] != FORM
                ? ""
                : HexFormat.of().formatHex(sealed, 1, 1 + KEY_ID_BYTES);
    }

    private static LongshoreException unreadable(String why) {
        return new LongshoreException(ErrorCode.SECRET_UNREADABLE, "a saved password can't be opened: " + why);
    }
}
