package dev.longshore.agent.link;

import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StatBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one session that counts. What is said while there is none is lost here: the next hello and the inventory after it
 * tell all that matters once more.
 */
final class CurrentSession implements Commands.Answers {

    private volatile @Nullable LinkSession session;

    @Nullable
    LinkSession get() {
        return session;
    }

    @Override
    public void put(AgentMessage.Builder message) {
        LinkSession current = session;
        if (current != null) {
            current.put(message);
        }
    }

    @Override
    public void offer(AgentMessage.Builder message) {
        LinkSession current = session;
        if (current != null) {
            current.offer(message);
        }
    }

    /** Tells a round of statistics, which replaces one that waits. */
    void round(List<StatBatch> parts, boolean full) {
        LinkSession current = session;
        if (current != null) {
            current.round(parts, full);
        }
    }

    /** The receiver of a session that is about to be dialled. */
    Route route(BiConsumer<LinkSession, ServerMessage> to) {
        return new Route(to);
    }

    /** What a session receives goes on only while it is the one that counts. */
    final class Route implements Consumer<ServerMessage> {

        private final BiConsumer<LinkSession, ServerMessage> to;
        private final CompletableFuture<LinkSession> mine = new CompletableFuture<>();

        private Route(BiConsumer<LinkSession, ServerMessage> to) {
            this.to = to;
        }

        /**
         * From now on this session counts, and the one before does not.
         *
         * @param first what there is to tell before anything is heard: the server may ask for an inventory, from which it
         *     would see what was lost
         */
        void begin(LinkSession fresh, Consumer<LinkSession> first) {
            session = fresh;
            first.accept(fresh);
            mine.complete(fresh);
        }

        @Override
        public void accept(ServerMessage message) {
            LinkSession from = mine.orTimeout(10, TimeUnit.SECONDS).join();
            if (from == session) {
                to.accept(from, message);
            }
        }
    }
}
