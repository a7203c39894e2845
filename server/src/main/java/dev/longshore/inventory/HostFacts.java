package dev.longshore.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker info}, {@code docker version}, {@code docker system df} and the runtimes themselves say of a host.
 * Texts are capped and cleaned; an empty text means that the engine did not tell.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/">Engine API, SystemInfo and SystemVersion</a>
 */
public record HostFacts(
        Engine engine,
        Machine machine,
        Storage storage,
        List<OciRuntime> runtimes,
        String defaultRuntime,
        Map<String, List<String>> plugins,
        Security security,
        Registries registries,
        Swarm swarm,
        @Nullable DiskUsage diskUsage,
        List<String> warnings,
        List<String> labels) {

    public HostFacts {
        runtimes = List.copyOf(runtimes);
        plugins = Map.copyOf(plugins);
        warnings = List.copyOf(warnings);
        labels = List.copyOf(labels);
    }

    /**
     * The engine and what belongs to it.
     *
     * @param kind {@code docker} or {@code podman}
     * @param id the engine's own id; cloned machines share it, so it identifies nothing
     */
    public record Engine(
            String kind,
            String id,
            String name,
            String version,
            String apiVersion,
            String minApiVersion,
            String negotiatedApiVersion,
            String gitCommit,
            String goVersion,
            String buildTime,
            boolean experimental,
            boolean debug,
            boolean liveRestore,
            boolean rootless,
            String containerdVersion,
            String runcVersion,
            String initVersion,
            String initBinary,
            String loggingDriver,
            String cgroupDriver,
            String cgroupVersion,
            String rootDir,
            String isolation) {}

    /** The machine below the engine. */
    public record Machine(
            String kernel,
            String os,
            String osVersion,
            String osType,
            String architecture,
            int cpus,
            long memoryBytes) {

        private static final Map<String, String> NAMES = Map.of(
                "x86_64", "amd64", "i386", "386", "i686", "386", "aarch64", "arm64", "armv6l", "arm", "armv7l", "arm");
        /** What runs on it besides its own kind. */
        private static final Map<String, String> OLDER = Map.of("amd64", "386", "arm64", "arm");

        /** Its platform in the words of images, for example {@code linux/amd64}; empty if it is not known. */
        public String platform() {
            return osType.isEmpty() || architecture.isEmpty()
                    ? ""
                    : osType + "/" + NAMES.getOrDefault(architecture, architecture);
        }

        /** Whether it runs, without emulation, what is made for the platform, {@code os/arch[/variant]}; true if not known. */
        public boolean runs(String platform) {
            String own = platform();
            String[] parts = platform.split("/", 3);
            if (own.isEmpty() || parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                return true;
            }
            String architecture = own.substring(osType.length() + 1);
            return parts[0].equals(osType)
                    && (parts[1].equals(architecture) || parts[1].equals(OLDER.get(architecture)));
        }
    }

    /**
     * Where images lie.
     *
     * @param containerd whether it is the containerd image store
     * @param status the driver's own words, in its order
     * @param diskTotalBytes of the file system of the root dir, 0 if not known
     */
    public record Storage(
            String driver,
            boolean containerd,
            List<Map.Entry<String, String>> status,
            long diskTotalBytes,
            long diskFreeBytes) {

        public Storage {
            status = List.copyOf(status);
        }
    }

    /**
     * An OCI runtime that the engine can use.
     *
     * @param version what the binary says, empty if it could not be asked
     * @param ociVersion the runtime-spec versions that it supports
     * @param problem why it could not be asked, or empty
     */
    public record OciRuntime(
            String name,
            String path,
            List<String> args,
            String version,
            String ociVersion,
            List<String> features,
            String problem) {

        public OciRuntime {
            args = List.copyOf(args);
            features = List.copyOf(features);
        }
    }

    /** Security options, for example {@code name=seccomp,profile=default}. */
    public record Security(List<String> options) {

        public Security {
            options = List.copyOf(options);
        }
    }

    /**
     * How the engine reaches registries; proxies without their credentials.
     *
     * @param settable whether the host's owner lets mirrors and insecure registries be set from here
     * @param file where they are set, as the agent sees it; empty for Podman, and if the agent is too old to tell
     */
    public record Registries(
            String indexServer,
            List<String> mirrors,
            List<String> insecure,
            String httpProxy,
            String httpsProxy,
            String noProxy,
            List<String> addressPools,
            boolean settable,
            String file) {

        public Registries {
            mirrors = List.copyOf(mirrors);
            insecure = List.copyOf(insecure);
            addressPools = List.copyOf(addressPools);
        }
    }

    /** Swarm membership, for example {@code inactive}. */
    public record Swarm(String state, String nodeId) {}

    /** {@code docker system df}; bytes, with layers that images share counted once. */
    public record DiskUsage(
            Instant takenAt,
            int images,
            long imagesBytes,
            long imagesReclaimableBytes,
            int containers,
            long containersBytes,
            int volumes,
            long volumesBytes,
            int buildCache,
            long buildCacheBytes) {}
}
