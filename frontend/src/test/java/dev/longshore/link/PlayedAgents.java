package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** The agents as the server reaches them, but those that a test plays: what is said to these is kept, and their answers are prepared. */
public final class PlayedAgents extends Agents {

    /** Something that the server said to a host. */
    public record Said(HostId host, ServerMessage message) {}

    private final Map<HostId, AgentSession> sessions = new ConcurrentHashMap<>();
    private final List<Said> said = new CopyOnWriteArrayList<>();
    private volatile BiFunction<HostId, Query, QueryAnswer> answers = PlayedAgents::noAnswer;

    PlayedAgents(Sessions sessions, Streams streams, Inventories inventories) {
        super(sessions, streams, inventories);
    }

    /** From now on the host takes commands. */
    public void play(AgentSession session) {
        sessions.put(session.host(), session);
    }

    /** No host is played any more, and nothing was said. */
    public void reset() {
        sessions.clear();
        said.clear();
        answers = PlayedAgents::noAnswer;
    }

    /** What played hosts answer to questions. */
    public void answer(BiFunction<HostId, Query, QueryAnswer> prepared) {
        answers = prepared;
    }

    /** All that was said to the host. */
    public List<ServerMessage> said(HostId host) {
        return said.stream()
                .filter(one -> one.host().equals(host))
                .map(Said::message)
                .toList();
    }

    /** The commands that were given to the host. */
    public List<OperationCommand> commands(HostId host) {
        return said(host).stream()
                .filter(ServerMessage::hasOperation)
                .map(ServerMessage::getOperation)
                .toList();
    }

    @Override
    public Optional<AgentSession> session(HostId host) {
        AgentSession played = sessions.get(host);
        return played == null ? super.session(host) : Optional.of(played);
    }

    @Override
    public boolean send(HostId host, ServerMessage message) {
        if (!sessions.containsKey(host)) {
            return super.send(host, message);
        }
        said.add(new Said(host, message));
        return true;
    }

    @Override
    public QueryAnswer query(HostId host, Query.Builder question, Duration deadline) {
        if (!sessions.containsKey(host)) {
            return super.query(host, question, deadline);
        }
        QueryAnswer answer = answers.apply(host, question.build());
        if (answer.hasFailure()) {
            throw AgentFailure.of(answer.getFailure());
        }
        return answer;
    }

    private static QueryAnswer noAnswer(HostId host, Query question) {
        throw new LongshoreException(ErrorCode.ENGINE_HUNG, "no answer was prepared");
    }
}
