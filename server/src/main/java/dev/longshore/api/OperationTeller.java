package dev.longshore.api;

import dev.longshore.model.HostId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells one reader how an operation stands, in full or only its states. Thread-safe. */
final class OperationTeller {

    private final EventStream stream;
    private final boolean quiet;
    private List<OperationState> told = List.of();
    private long number;
    private final Map<HostId, Long> lines = new HashMap<>();

    OperationTeller(EventStream stream, boolean quiet) {
        this.stream = stream;
        this.quiet = quiet;
    }

    /** How it stands, with those lines of logs that this reader has not been told. */
    private OperationBody news(Operation operation) {
        OperationBody body = OperationBody.of(operation);
        List<OperationBody.Part> parts = new ArrayList<>();
        for (int at = 0; at < operation.parts().size(); at++) {
            Operation.Log log = operation.parts().get(at).log();
            HostId host = operation.parts().get(at).host();
            long known = lines.getOrDefault(host, 0L);
            lines.put(host, Math.max(known, log.next()));
            parts.add(body.parts().get(at).with(OperationBody.Log.of(log.from(known))));
        }
        return body.with(parts);
    }

    synchronized void tell(Operation operation) {
        List<OperationState> states =
                operation.parts().stream().map(Operation.Part::state).toList();
        if (quiet && states.equals(told)) {
            return;
        }
        told = states;
        OperationBody body = news(operation);
        number++;
        stream.offer("operation", Long.toString(number), quiet ? body.withoutLayers() : body);
        if (operation.state().ended()) {
            stream.finish();
        }
    }
}
