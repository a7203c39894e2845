package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.List;

/** Makes the failures that the server itself finds. */
final class Failures {

    private Failures() {}

    static Operation.Failure of(ErrorCode code, String reason) {
        return new Operation.Failure(code, reason, code.remedy(), List.of());
    }

    static Operation.Failure of(LongshoreException fault) {
        return new Operation.Failure(fault.code(), fault.reason(), fault.remedy(), fault.subjects());
    }

    static Operation.Failure offline(String hostName) {
        return of(ErrorCode.HOST_OFFLINE, "host " + hostName + " is not connected");
    }
}
