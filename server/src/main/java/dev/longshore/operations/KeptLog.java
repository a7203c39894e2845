package dev.longshore.operations;

import dev.longshore.model.SafeText;
import dev.longshore.wire.LogLines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines of a build's log, as an agent sends them: cleaned once more, bounded, and with a line that says so where some
 * got lost on the way. Guarded by its operation's lock.
 */
final class KeptLog {

    private static final int MOST_LINES = 2_000;
    private static final int MOST_CHARS = 256 << 10;
    /** Of what is kept with the result, for good. */
    private static final int STORED_CHARS = 64 << 10;

    private static final int LINE_CHARS = 1_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private long first;
    private int chars;
    private long nextOfAgent;
    private Operation.Log now = Operation.Log.NONE;

    void add(LogLines wire) {
        if (wire.getLinesCount() == 0) {
            return;
        }
        long from = Math.clamp(wire.getFirst(), 0, Integer.MAX_VALUE);
        if (from > nextOfAgent) {
            add("… " + (from - nextOfAgent) + " lines were dropped here: they came faster than they could be sent …");
        }
        long known = Math.max(0, nextOfAgent - from);
        wire.getLinesList().stream().skip(known).forEach(line -> add(SafeText.line(line, LINE_CHARS)));
        nextOfAgent = Math.max(nextOfAgent, from + wire.getLinesCount());
        now = new Operation.Log(first, new ArrayList<>(lines));
    }

    private void add(String line) {
        lines.add(line);
        chars += line.length();
        while (lines.size() > MOST_LINES || chars > MOST_CHARS) {
            chars -= lines.remove().length();
            first++;
        }
    }

    /** What is kept of it now. */
    Operation.Log now() {
        return now;
    }

    /** The end of it, for good. */
    Operation.Log stored() {
        List<String> all = now.lines();
        int from = all.size();
        int room = STORED_CHARS;
        while (from > 0 && room >= all.get(from - 1).length()) {
            from--;
            room -= all.get(from).length() + 1;
        }
        return new Operation.Log(now.first() + from, all.subList(from, all.size()));
    }

    /** The result of a build with what is kept of its log; also of one that ended without any. */
    Operation.Result.Built into(Operation.@Nullable Result result) {
        return result instanceof Operation.Result.Built built
                ? new Operation.Result.Built(built.imageId(), built.images(), built.builder(), stored())
                : new Operation.Result.Built("", List.of(), "", stored());
    }
}
