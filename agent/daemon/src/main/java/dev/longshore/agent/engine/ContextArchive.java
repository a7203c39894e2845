package dev.longshore.agent.engine;

import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A build's context on its way into an engine. Engines unpack it as root, some of them without a cage: Podman 4 and 5 write
 * through a link that the context itself brought, wherever that leads. So nothing passes that could be written or read
 * outside of it: plain names only, no way through a link, and links that end inside.
 *
 * @see "docs/adr/0016-build-contexts.md"
 */
final class ContextArchive extends RewrittenArchive {

    static final int MAX_ENTRIES = 200_000;
    static final int MAX_LINKS = 20_000;
    private static final int MAX_LINK_CHARS = 2 << 20;
    private static final int MAX_TARGET_CHARS = 4_000;
    private static final long MAX_BYTES = 32L << 30;
    private static final int MAX_DEPTH = 100;
    private static final int PERMISSIONS = 0777;

    private final ContextPath dockerfile;
    private final Set<String> links = new HashSet<>();
    private int linkChars;
    private int entries;
    private long bytes;
    private boolean hasDockerfile;
    private String otherDockerfile = "";

    /**
     * Wraps a context.
     *
     * @param dockerfile which it must hold
     */
    ContextArchive(InputStream archive, ContextPath dockerfile) {
        super(archive);
        this.dockerfile = dockerfile;
    }

    @Override
    void entry(TarArchiveEntry entry) throws IOException {
        if (entries == 0) {
            // BuildKit takes a context for a tar only if its first header is a plain one, of no long name
            whole(root(), new byte[0]);
        }
        if (++entries > MAX_ENTRIES) {
            throw bad("it has more than " + MAX_ENTRIES + " entries");
        }
        ContextPath path = path("entry", entry.getName());
        String shown = SafeText.quote(path.text());
        if (path.isRoot()) {
            if (!entry.isDirectory()) {
                throw bad("it is itself an entry that is no folder");
            }
            return;
        }
        if (path.depth() > MAX_DEPTH) {
            throw bad("its entry " + shown + " lies more than " + MAX_DEPTH + " folders deep");
        }
        refuseBeyondLinks(path, "its entry " + shown);
        TarArchiveEntry passed = passed(entry, path);
        if (path.equals(dockerfile)) {
            hasDockerfile = !entry.isDirectory();
        } else if (path.name().equals(dockerfile.name()) && otherDockerfile.isEmpty()) {
            otherDockerfile = path.text();
        }
        begin(passed);
    }

    private static TarArchiveEntry root() {
        TarArchiveEntry root = new TarArchiveEntry("./", TarConstants.LF_DIR);
        root.setMode(0755);
        root.setModTime(0L);
        return root;
    }

    /** The entry without what only its sender's tar understands, and without owners and special permissions. */
    private TarArchiveEntry passed(TarArchiveEntry entry, ContextPath path) {
        byte kind = entry.getLinkFlag();
        boolean file =
                (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM || kind == TarConstants.LF_CONTIG)
                        && !entry.isSparse()
                        && !entry.isDirectory();
        if (!file && !entry.isDirectory() && !entry.isSymbolicLink() && !entry.isLink()) {
            throw bad("its entry " + SafeText.quote(path.text()) + " is no file, folder or link");
        }
        TarArchiveEntry passed = new TarArchiveEntry(
                entry.isDirectory() ? path.text() + "/" : path.text(),
                entry.isDirectory()
                        ? TarConstants.LF_DIR
                        : entry.isSymbolicLink()
                                ? TarConstants.LF_SYMLINK
                                : entry.isLink() ? TarConstants.LF_LINK : TarConstants.LF_NORMAL);
        if (entry.isSymbolicLink()) {
            passed.setLinkName(target(entry.getLinkName(), path));
        } else if (entry.isLink()) {
            ContextPath of = path("link", entry.getLinkName());
            refuseBeyondLinks(of, "its link " + SafeText.quote(path.text()));
            passed.setLinkName(of.text());
        }
        passed.setSize(file ? counted(entry.getSize()) : 0);
        passed.setMode(entry.getMode() & PERMISSIONS);
        // parts of a second would need a header that not all engines read
        long seconds = Math.clamp(entry.getLastModifiedTime().to(TimeUnit.SECONDS), 0, EngineTexts.LAST_SECOND);
        passed.setModTime(seconds * 1000);
        return passed;
    }

    private long counted(long size) {
        bytes += size;
        if (size < 0 || bytes > MAX_BYTES) {
            throw bad("its files are larger than " + (MAX_BYTES >> 30) + " GiB together");
        }
        return size;
    }

    /**
     * The target of a symbolic link, as it is, if it leads inside wherever the link stands: up as far as there are folders, and
     * from there only down. Going up once more could go up from where another link has led to.
     */
    private String target(String target, ContextPath from) {
        int up = 0;
        boolean down = false;
        boolean inside = !target.isEmpty() && !target.startsWith("/") && target.length() <= MAX_TARGET_CHARS;
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                inside &= !down;
                up++;
            } else if (!part.isEmpty() && !part.equals(".")) {
                down = true;
            }
        }
        if (!inside || up >= from.depth()) {
            throw bad("its link " + SafeText.quote(from.text()) + " leads out of it, to " + SafeText.quote(target));
        }
        links.add(from.text());
        linkChars += from.text().length();
        if (links.size() > MAX_LINKS || linkChars > MAX_LINK_CHARS) {
            throw bad("it has more than " + MAX_LINKS + " links, or too long ones");
        }
        return target;
    }

    /** Nothing is written through a link, or in place of one. */
    private void refuseBeyondLinks(ContextPath path, String what) {
        for (ContextPath at = path; !at.isRoot(); at = at.parent()) {
            if (links.contains(at.text())) {
                throw bad(what + " lies beyond the link " + SafeText.quote(at.text()));
            }
        }
    }

    private ContextPath path(String what, String name) {
        try {
            return ContextPath.of(name);
        } catch (LongshoreException outside) {
            throw bad("its " + what + " is " + outside.reason());
        }
    }

    @Override
    void complete() {
        if (!hasDockerfile) {
            throw new LongshoreException(
                    ErrorCode.BAD_CONTEXT,
                    "the context has no " + SafeText.quote(dockerfile.text())
                            + (otherDockerfile.isEmpty() ? "" : ", but a " + SafeText.quote(otherDockerfile)),
                    "Pack what is within the folder, not the folder itself: tar -C folder -czf context.tar.gz .");
        }
    }

    @Override
    LongshoreException bad(String why) {
        return new LongshoreException(ErrorCode.BAD_CONTEXT, "the context was refused: " + why);
    }
}
