package dev.longshore.agent.engine;

import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Contexts that must not reach an engine; those that would write outside of the context aim at {@code /etc/evil-…}. */
enum HostileContext {
    TRAVERSAL(context -> context.file("../../../../../../../../etc/evil-dots", "x")),
    HIDDEN_TRAVERSAL(context -> context.file("a/../../../../../../../../etc/evil-dots", "x")),
    ABSOLUTE(context -> context.file("/etc/evil-absolute", "x")),
    /** Podman 4.3.1 and 5.4.2 wrote this file into the host's /etc. */
    THROUGH_LINK(context -> context.link("l", "/etc").file("l/evil-through", "x")),
    THROUGH_LINK_UP(context -> context.link("l", "../../../../../../etc").file("l/evil-up", "x")),
    THROUGH_LINK_INSIDE(context -> context.folder("d").link("l", "d").file("l/f", "x")),
    /** Lexically inside, yet up leads to the top and the next .. beyond it. */
    LINK_OVER_LINK(context -> context.folder("p")
            .folder("p/q")
            .link("p/q/up", "../..")
            .link("z", "p/q/up/../../../../../../etc")
            .file("z/evil-over", "x")),
    LINK_OUT(context -> context.link("passwd", "/etc/passwd")),
    LINK_UP(context -> context.folder("a").link("a/passwd", "../../etc/passwd")),
    DOCKERFILE_LINK_OUT(_ -> new Contexts().link("Dockerfile", "/etc/passwd")),
    HARD_LINK_OUT(context -> context.hardLink("h", "/etc/hostname")),
    HARD_LINK_UP(context -> context.hardLink("h", "../../../../etc/hostname")),
    HARD_LINK_OF_LINK(
            context -> context.folder("d").link("l", "d").hardLink("h", "l").file("h/f", "x")),
    HARD_LINK_THROUGH(context -> context.folder("d").link("l", "d").hardLink("h", "l/f")),
    IN_PLACE_OF_LINK(context -> context.folder("d").link("l", "d").file("l", "x")),
    DEVICE(context -> context.entry("dev", TarConstants.LF_BLK, "", new byte[0])),
    PIPE(context -> context.entry("pipe", TarConstants.LF_FIFO, "", new byte[0])),
    LONG_NAME(context -> context.file("n".repeat(300), "x")),
    DEEP(context -> context.file("d/".repeat(101) + "f", "x")),
    GREAT_HEADER(context -> context.entry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "", new byte[2 << 20])),
    MANY_LINKS(context -> {
        for (int at = 0; at <= ContextArchive.MAX_LINKS; at++) {
            context.link("l" + at, "Dockerfile");
        }
        return context;
    }),
    NO_DOCKERFILE(_ -> new Contexts().file("app/Dockerfile", "FROM scratch")),
    EMPTY(_ -> new Contexts()),
    TRUNCATED(context -> context.file("f", "x".repeat(100_000))) {
        @Override
        byte[] tar() {
            byte[] whole = super.tar();
            return Arrays.copyOf(whole, whole.length - 60_000);
        }
    },
    NOISE(UnaryOperator.identity()) {
        @Override
        byte[] tar() {
            byte[] noise = new byte[100_000];
            new Random(1).nextBytes(noise);
            return noise;
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // they hold nothing
    private final UnaryOperator<Contexts> made;

    HostileContext(UnaryOperator<Contexts> made) {
        this.made = made;
    }

    byte[] tar() {
        return made.apply(Contexts.of("FROM scratch", "COPY Dockerfile /")).tar();
    }
}
