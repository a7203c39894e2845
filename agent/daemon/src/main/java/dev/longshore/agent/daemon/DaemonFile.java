package dev.longshore.agent.daemon;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of a {@code daemon.json}. It is replaced as a whole, so that an engine that starts meanwhile reads the old text or
 * the new, with the owner and mode that it had, and after a copy was laid beside it.
 */
public final class DaemonFile {

    /** The digest of a file that is not there. */
    public static final String ABSENT = "absent";

    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_BACKUPS = 5;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Clock clock;

    /** The file need not be there; its folder must. */
    public DaemonFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * What is in the file.
     *
     * @param bytes null if there is none
     * @param digest {@code sha256:…} of the bytes, or {@link #ABSENT}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content(byte @Nullable [] bytes, String digest) {

        /** The text; an empty object for a file that is not there. */
        public String text() {
            if (bytes == null) {
                return "{}\n";
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw unfit("it is not UTF-8", "Correct the file on that host by hand, then look again.");
            }
        }
    }

    /** The path, as the agent sees it. */
    public Path path() {
        return file;
    }

    /** Reads it; {@link ErrorCode#CONFIG_UNFIT} if it could not be replaced by another file of the same kind. */
    public Content read() {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw unfit(
                    "the agent does not see the folder " + folder,
                    "Make the folder on that host. An agent in a container needs it mounted: -v " + folder + ":"
                            + folder + ".");
        }
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw unfit(
                        "it is a symbolic link",
                        "Set LONGSHORE_DAEMON_JSON on that host to the file that it leads to, or change that by hand.");
            }
            if (!attributes.isRegularFile()) {
                throw unfit("it is not a file", "Look at it on that host.");
            }
            if (attributes.size() > MOST_BYTES) {
                throw unfit("it is larger than " + MOST_BYTES + " bytes", "Change it on that host by hand.");
            }
            byte[] bytes = toTheEnd(() -> Files.readAllBytes(file));
            return new Content(bytes, "sha256:" + HexFormat.of().formatHex(sha256(bytes)));
        } catch (NoSuchFileException _) {
            return new Content(null, ABSENT);
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    /**
     * Puts the text in the place of the file.
     *
     * @param before what {@link #read} gave; {@link ErrorCode#CONFIG_CHANGED} if it is not that any more
     * @return the copy of the file as it was, or null if there was none
     */
    public @Nullable Path replace(Content before, String text) {
        if (!read().digest().equals(before.digest())) {
            throw new LongshoreException(
                    ErrorCode.CONFIG_CHANGED, file + " was changed by somebody else in the same moment");
        }
        try {
            @Nullable Path backup = null;
            if (before.bytes() != null) {
                backup = free(folder().resolve(file.getFileName() + ".longshore-" + TIME.format(clock.instant())));
                write(backup, before.bytes());
                dropOldBackups();
            }
            put(text.getBytes(StandardCharsets.UTF_8));
            return backup;
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    /**
     * Makes the file what it was before {@link #replace}, unless somebody has changed it since.
     *
     * @return whether it is as it was
     */
    public boolean restore(Content before, String replacement) {
        byte[] now = read().bytes();
        if (now == null || !Arrays.equals(now, replacement.getBytes(StandardCharsets.UTF_8))) {
            return false;
        }
        try {
            if (before.bytes() == null) {
                Files.delete(file);
                forceFolder();
            } else {
                put(before.bytes());
            }
            return true;
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    private void put(byte[] bytes) throws IOException {
        Path beside = folder().resolve("." + file.getFileName() + ".longshore-new");
        Files.deleteIfExists(beside);
        try {
            write(beside, bytes);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        forceFolder();
    }

    /** A new file with the owner and the mode of the one there is, on the disk when this returns. */
    private void write(Path to, byte[] bytes) throws IOException {
        Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        toTheEnd(() -> {
            try (FileChannel channel =
                    FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
                return bytes;
            }
        });
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (Files.exists(file)) {
            PosixFileAttributes like = Files.readAttributes(file, PosixFileAttributes.class);
            PosixFileAttributes own = view.readAttributes();
            if (!own.group().equals(like.group())) {
                view.setGroup(like.group());
            }
            if (!own.owner().equals(like.owner())) {
                view.setOwner(like.owner());
            }
            view.setPermissions(like.permissions());
        } else {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static Path free(Path wanted) {
        Path path = wanted;
        for (int i = 1; Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
            path = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return path;
    }

    /** Of its own copies only the newest stay; names of any other form are somebody else's. */
    private void dropOldBackups() throws IOException {
        Pattern own = Pattern.compile(
                Pattern.quote(file.getFileName() + ".longshore-") + "[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z(-[0-9]+)?");
        List<Path> backups = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                folder(), path -> own.matcher(path.getFileName().toString()).matches())) {
            stream.forEach(backups::add);
        }
        backups.sort(null);
        for (Path old : backups.subList(0, Math.max(0, backups.size() - MOST_BACKUPS))) {
            Files.deleteIfExists(old);
        }
    }

    private void forceFolder() throws IOException {
        toTheEnd(() -> {
            try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
                channel.force(true);
                return channel;
            }
        });
    }

    /** Work with a channel. */
    @FunctionalInterface
    private interface ChannelWork<T> {
        T run() throws IOException;
    }

    /**
     * Does it again as often as an interrupt breaks it, which closes a channel: a file must not stay as it is because the work
     * that it was for is cancelled. The thread is interrupted still when this returns.
     */
    private static <T> T toTheEnd(ChannelWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException _) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private LongshoreException trouble(IOException e) {
        String said =
                e instanceof FileSystemException fault && fault.getReason() != null ? fault.getReason() : e.toString();
        String folder = folder().toString();
        if (said.contains("Read-only") || e instanceof AccessDeniedException) {
            return unfit(
                    "the agent may not write there: " + SafeText.line(said, 200),
                    "Let the agent's user write " + folder + " on that host. In a container, mount it without :ro.");
        }
        if (said.contains("busy")) { // the file alone is mounted, and can't be replaced
            return unfit(
                    "it is mounted as a single file, which can't be replaced as a whole",
                    "Mount the folder into the agent's container: -v " + folder + ":" + folder + ".");
        }
        if (said.contains("No space left")) {
            return new LongshoreException(ErrorCode.DISK_FULL, file + " can't be written: no space left on the device");
        }
        return unfit(SafeText.line(said, 200), "Look at the file on that host.");
    }

    private static LongshoreException unfit(String why, String remedy) {
        return new LongshoreException(
                ErrorCode.CONFIG_UNFIT, "the engine's configuration file can't be changed: " + why, remedy);
    }
}
