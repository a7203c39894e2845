package dev.longshore.inventory;

/**
 * Containers by state. {@code exited} counts dead ones too, {@code unhealthy} counts running ones whose health check
 * fails, {@code outdated} running ones whose reference names another image by now; both are part of {@code running}.
 */
public record ContainerCounts(
        int running, int paused, int restarting, int created, int exited, int unhealthy, int outdated) {

    public static final ContainerCounts NONE = new ContainerCounts(0, 0, 0, 0, 0, 0, 0);

    /** All of them. */
    public int total() {
        return running + paused + restarting + created + exited;
    }

    /** The sum of both. */
    public ContainerCounts plus(ContainerCounts other) {
        return new ContainerCounts(
                running + other.running,
                paused + other.paused,
                restarting + other.restarting,
                created + other.created,
                exited + other.exited,
                unhealthy + other.unhealthy,
                outdated + other.outdated);
    }
}
