package dev.longshore.metrics.history;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import dev.longshore.model.SafeText;

/**
 * Whom figures are about: a host, a container, or another workload of a host.
 *
 * @param workload empty for the host itself, a container's 64 digits, or a cgroup's path, which begins with a slash
 */
public record Subject(HostId host, String workload) implements Comparable<Subject> {

    private static final int MAX_PATH = 512;

    public Subject {
        if (!workload.isEmpty() && !workload.startsWith("/")) {
            workload = new ContainerId(workload).value();
        } else if (!workload.isEmpty()) {
            workload = SafeText.line(workload, MAX_PATH);
        }
    }

    public static Subject of(HostId host) {
        return new Subject(host, "");
    }

    public static Subject of(HostId host, ContainerId container) {
        return new Subject(host, container.value());
    }

    public Kind kind() {
        if (workload.isEmpty()) {
            return Kind.HOST;
        }
        return workload.startsWith("/") ? Kind.OTHER : Kind.CONTAINER;
    }

    @Override
    public int compareTo(Subject other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : workload.compareTo(other.workload);
    }

    /** Kinds of subjects. */
    public enum Kind {
        HOST,
        CONTAINER,
        /** A workload that the engine does not know. */
        OTHER
    }
}
