package dev.longshore.agent.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent keeps what must survive it: key, certificate, journal, and how it is doing. Every file is whole or
 * absent: written beside its place, forced to disk, and renamed. Key and certificate are separate files, since a crash
 * between them must find the same key again: the server gives a second certificate for one token to no other.
 */
final class StateDirectory {

    private static final String KEY = "agent.key";
    private static final String PUBLIC_KEY = "agent.pub";
    private static final String IDENTITY = "identity";
    private static final String LOCK = "lock";
    private static final String TOKEN = "enrolled-with";

    private final Path dir;

    StateDirectory(Path dir) {
        this.dir = dir;
        try {
            Files.createDirectories(dir);
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new LongshoreException(
                    ErrorCode.STORAGE,
                    "the state directory " + dir + " can't be made: " + e.getMessage(),
                    "Set LONGSHORE_STATE_DIR to a directory that the agent may write.");
        }
    }

    /**
     * Makes this directory the caller's own until the channel is closed or the process ends. Two agents with one identity
     * would take the session from each other for ever, and write into one journal.
     */
    FileChannel lock() {
        try {
            FileChannel channel = FileChannel.open(
                    file(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (locked(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw storage(e);
        }
        throw new LongshoreException(
                ErrorCode.STORAGE,
                "another agent is running with the state directory " + dir,
                "Stop that agent, or give this one its own directory (LONGSHORE_STATE_DIR) and its own token.");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // by another agent in this process
        }
    }

    Path file(String name) {
        return dir.resolve(name);
    }

    /** The key of this agent, made at the first call. */
    KeyPair key() {
        try {
            if (Files.exists(file(KEY)) && Files.exists(file(PUBLIC_KEY))) {
                KeyFactory factory = KeyFactory.getInstance("EC");
                return new KeyPair(
                        factory.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(file(PUBLIC_KEY)))),
                        factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file(KEY)))));
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair fresh = generator.generateKeyPair();
            // The public half first: a private key on disk then always has its other half.
            write(PUBLIC_KEY, ((ECPublicKey) fresh.getPublic()).getEncoded());
            write(KEY, fresh.getPrivate().getEncoded());
            return fresh;
        } catch (IOException e) {
            throw storage(e);
        } catch (GeneralSecurityException e) {
            throw new LongshoreException(
                    ErrorCode.STORAGE,
                    "the key in " + dir + " can't be read: " + e.getMessage(),
                    "Remove the files in that directory and enrol the agent again with a fresh token.");
        }
    }

    /** The identity, or null before enrolment. */
    @Nullable
    Identity identity() {
        try {
            Path file = file(IDENTITY);
            return Files.exists(file) ? Identity.of(key(), EnrolReply.parseFrom(Files.readAllBytes(file))) : null;
        } catch (IOException e) {
            throw storage(e);
        }
    }

    void keep(Identity identity) {
        try {
            write(IDENTITY, identity.reply().toByteArray());
        } catch (IOException e) {
            throw storage(e);
        }
    }

    /** The id of the token that this agent enrolled with, or empty. */
    String enrolledWith() {
        try {
            Path file = file(TOKEN);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw storage(e);
        }
    }

    void enrolledWith(String tokenId) {
        try {
            write(TOKEN, tokenId.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw storage(e);
        }
    }

    /** Forgets key and certificate, so that the next enrolment begins with a new key. */
    void forget() {
        try {
            for (String name : new String[] {IDENTITY, KEY, PUBLIC_KEY, TOKEN}) {
                Files.deleteIfExists(file(name));
            }
        } catch (IOException e) {
            throw storage(e);
        }
    }

    /** Replaces a file as a whole: after a crash the old content or the new is there, never a part. */
    void write(String name, byte[] content) throws IOException {
        Path target = file(name);
        Path beside = file(name + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(dir, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    private LongshoreException storage(IOException e) {
        return new LongshoreException(
                ErrorCode.STORAGE,
                "the state directory " + dir + " can't be used: " + e.getMessage(),
                "Free disk space on this host, and check who may write there.");
    }
}
