package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What engines say of a build that failed, as a code: a registry's answer about a base image, or the build's own fault. */
final class BuildFaults {

    /** Only with one of these is it about a registry: a step's own words may say anything. */
    private static final List<String> OF_REGISTRIES = List.of(
            "pull access denied",
            "manifest for ",
            "manifest unknown",
            "initializing source docker://",
            "error response from registry",
            "failed to resolve source metadata",
            "failed to solve with frontend dockerfile.v0: failed to create llb definition",
            "get \"http",
            "head \"http",
            "unable to copy from source docker://",
            "no matching manifest");

    private static final String SIGN_IN =
            "Build with the account that is kept for that registry (Sign in to), or pull the base"
                    + " image to this host first.";

    private BuildFaults() {}

    static LongshoreException of(EngineRefusal refusal) {
        String text = refusal.message().toLowerCase(Locale.ROOT);
        // the whole answer to a wrong password; what a step says never begins like that
        boolean registry =
                text.startsWith("unauthorized: ") || OF_REGISTRIES.stream().anyMatch(text::contains);
        LongshoreException fault = registry ? EngineFaults.ofTransfer(refusal) : EngineFaults.of((IOException) refusal);
        if (registry && fault.code() == ErrorCode.REGISTRY_UNAUTHORIZED) {
            return new LongshoreException(fault.code(), fault.reason(), SIGN_IN);
        }
        return fault.code() == ErrorCode.DISK_FULL || (registry && fault.code() != ErrorCode.ENGINE_ERROR)
                ? fault
                : new LongshoreException(ErrorCode.BUILD_FAILED, fault.reason());
    }
}
