package dev.longshore.api;

import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationState;
import java.util.List;

/** Tells one reader how an operation stands, in full or only its states. Thread-safe. */
final class OperationTeller {

    private final EventStream stream;
    private final boolean quiet;
    private List<OperationState> told = List.of();
    private long number;

    OperationTeller(EventStream stream, boolean quiet) {
        this.stream = stream;
        this.quiet = quiet;
    }

    synchronized void tell(Operation operation) {
        List<OperationState> states =
                operation.parts().stream().map(Operation.Part::state).toList();
        if (quiet && states.equals(told)) {
            return;
        }
        told = states;
        OperationBody body = OperationBody.of(operation);
        number++;
        stream.offer("operation", Long.toString(number), quiet ? body.withoutLayers() : body);
        if (operation.state().ended()) {
            stream.finish();
        }
    }
}
