package dev.longshore.registries;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.RegistryConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What works of a registry, as this server sees it; engines have settings of their own.
 *
 * @param steps each that was reached, in order; after a failed one none but {@link Step#CATALOGUE} was
 */
public record RegistryTest(List<Result> steps) {

    public RegistryTest {
        steps = List.copyOf(steps);
    }

    /** What is looked at. */
    public enum Step {
        REACH,
        /** Missing for a registry without TLS. */
        TLS,
        API,
        SIGN_IN,
        /** Whether the list of repositories may be read; pulls and pushes do not need it. */
        CATALOGUE
    }

    /**
     * One step.
     *
     * @param problem why it failed; null if it did not
     * @param note {@code account}: signed in; {@code anonymous}: no account is kept; {@code unasked}: there is an account,
     *     and the registry asked for none; otherwise empty
     */
    public record Result(Step step, @Nullable Problem problem, String note) {}

    /** Why a step failed. */
    public record Problem(ErrorCode code, String reason, String remedy) {
        static Problem of(LongshoreException fault) {
            return new Problem(fault.code(), fault.reason(), fault.remedy());
        }

        /** As it is thrown elsewhere. */
        public LongshoreException exception() {
            return new LongshoreException(code, reason, remedy);
        }
    }

    /** Whether all that pulls and pushes need works. */
    public boolean passed() {
        return steps.stream().allMatch(step -> step.problem() == null || step.step() == Step.CATALOGUE);
    }

    /** Tries it. */
    static RegistryTest of(Registry registry, RegistryConnection connection) {
        List<Result> steps = new ArrayList<>();
        try {
            boolean asked = connection.ping();
            upTo(Step.SIGN_IN, registry, steps);
            String note = !registry.hasPassword() ? "anonymous" : asked ? "account" : "unasked";
            steps.add(new Result(Step.SIGN_IN, null, note));
        } catch (LongshoreException fault) {
            Step failed = failed(fault.code(), connection.answered(), !registry.plainHttp());
            upTo(failed, registry, steps);
            steps.add(new Result(failed, Problem.of(fault), ""));
            return new RegistryTest(steps);
        }
        try {
            RegistryBrowser.requireCatalogue(registry);
            connection.catalogue(1, "");
            steps.add(new Result(Step.CATALOGUE, null, ""));
        } catch (LongshoreException fault) {
            steps.add(new Result(Step.CATALOGUE, Problem.of(fault), ""));
        }
        return new RegistryTest(steps);
    }

    /** Where a registry answered already, it is the service that it sends to for a sign-in that is in trouble. */
    private static Step failed(ErrorCode code, boolean answered, boolean tls) {
        return switch (code) {
            case REGISTRY_UNAUTHORIZED -> Step.SIGN_IN;
            case REGISTRY_UNREACHABLE, REGISTRY_BLOCKED -> answered ? Step.SIGN_IN : Step.REACH;
            case REGISTRY_TLS -> answered && tls ? Step.SIGN_IN : Step.TLS;
            default -> Step.API;
        };
    }

    private static void upTo(Step end, Registry registry, List<Result> steps) {
        for (Step step : Step.values()) {
            if (step.compareTo(end) < 0 && !(step == Step.TLS && registry.plainHttp())) {
                steps.add(new Result(step, null, ""));
            }
        }
    }
}
