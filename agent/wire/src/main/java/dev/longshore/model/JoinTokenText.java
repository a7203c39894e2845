package dev.longshore.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What a person carries from the server to a new host: {@code LSJ1.<pin>.<id>.<secret>.<crc>}. The pin is the base 32
 * SHA-256 of the root's SubjectPublicKeyInfo, so that the agent knows its server before it sends anything; the secret
 * is shown once, and the server keeps only its digest.
 *
 * @param pin 52 characters of base 32
 * @param id names the token on the server; no secret
 * @param secret 26 characters of base 32, 128 random bits
 */
public record JoinTokenText(String pin, String id, String secret) {

    private static final String PREFIX = "LSJ1";
    private static final Pattern ID = Pattern.compile("[a-z0-9]{12}");
    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /** Makes a token with a fresh id and secret for the install with this root. */
    public static JoinTokenText create(PublicKey root, SecureRandom random) {
        StringBuilder id = new StringBuilder(12);
        for (int i = 0; i < 12; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        return new JoinTokenText(pinOf(root), id.toString(), Base32.encode(secret));
    }

    /** Reads a token; {@link ErrorCode#TOKEN_REFUSED} says what is wrong with the text, without repeating it. */
    public static JoinTokenText parse(String text) {
        String[] parts = text.strip().split("\\.", -1);
        if (!parts[0].equals(PREFIX)) {
            throw refused("it does not begin with " + PREFIX + ".");
        }
        if (parts.length != 5) {
            throw refused("it has " + parts.length + " parts instead of 5; it was probably cut when copied");
        }
        if (!crc(String.join(".", parts[0], parts[1], parts[2], parts[3])).equals(parts[4])) {
            throw refused("its checksum does not agree; it was mistyped or cut");
        }
        if (Base32.decode(parts[1], 32) == null
                || !ID.matcher(parts[2]).matches()
                || Base32.decode(parts[3], 16) == null) {
            throw refused("one of its parts is not of the form");
        }
        return new JoinTokenText(parts[1], parts[2], parts[3]);
    }

    /** The pin of a root key: base 32 of the SHA-256 of its SubjectPublicKeyInfo. */
    public static String pinOf(PublicKey root) {
        return Base32.encode(sha256(root.getEncoded()));
    }

    /** Whether the token was made by the install with this root. */
    public boolean names(PublicKey root) {
        return pin.equals(pinOf(root));
    }

    /** What the server keeps of the secret: its SHA-256 in hex. */
    public static String digestOf(String secret) {
        return HexFormat.of().formatHex(sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** The whole token, secret included. */
    public String text() {
        String body = String.join(".", PREFIX, pin, id, secret);
        return body + "." + crc(body);
    }

    /** Without the secret, fit for a log. */
    @Override
    public String toString() {
        return PREFIX + "…" + id;
    }

    private static String crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static LongshoreException refused(String why) {
        return new LongshoreException(
                ErrorCode.TOKEN_REFUSED,
                "the join token is not usable: " + why,
                "Copy the whole install line again from Hosts, Add host.");
    }
}
