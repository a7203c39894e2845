package dev.longshore.agent.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.RegistryMirror;
import dev.longshore.model.SafeText;
import dev.longshore.model.SearchTerm;
import dev.longshore.wire.Hello.PolicyFile;
import dev.longshore.wire.ListEdit;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the host's owner forbids, whatever the server asks, and what is forbidden unless the owner allows it. It lies on the
 * host alone. The file is
 * read anew for each command; one that can't be read forbids everything, since the owner meant to forbid something. So
 * does a container in which the host's folder is not mounted: nobody knows then what the owner wrote.
 *
 * <pre>
 * deny: [remove, prune]
 * registries: [docker.io, registry.example:5000]   # pulls, pushes, mirrors and searches of others are refused
 * allow: [daemon-config]   # the engine's own settings, which nobody may change without this word
 * </pre>
 */
final class HostPolicy {

    private static final Set<String> TASKS =
            Set.of("pull", "push", "tag", "remove", "prune", "save", "load", "commit", "build", "export", "import");
    private static final String DAEMON_CONFIG = "daemon-config";
    private static final long MAX_BYTES = 64 * 1024;

    /** Lies in the folder that the agent's image has, and is out of sight once the host's is mounted over it. */
    private static final String NOT_THE_HOSTS = "not-the-hosts-folder";

    private final Path file;

    HostPolicy(Path file) {
        this.file = file;
    }

    private record Rules(Set<String> deny, @Nullable Set<String> registries, Set<String> allow) {

        static final Rules NONE = new Rules(Set.of(), null, Set.of());
    }

    /** Throws {@link ErrorCode#POLICY_DENIED} if the owner forbids the command. */
    void check(OperationCommand command) {
        Rules rules = read();
        for (String task : tasksOf(command)) {
            if (rules.deny().contains(task)) {
                throw denied("this host's policy denies " + task);
            }
        }
        if (command.hasMirrors()) {
            requireDaemonConfig(rules);
        }
        Set<String> allowed = rules.registries();
        if (allowed != null) {
            if (command.hasBuild()) {
                throw denied("this host's policy allows the registries " + String.join(", ", allowed)
                        + ", and a build could fetch from any other");
            }
            requireListed(rules, registriesOf(command));
        }
    }

    /** Throws {@link ErrorCode#POLICY_DENIED} if the owner forbids what is done to answer the question. */
    void check(Query query) {
        switch (query.getQuestionCase()) {
            case LAYER_FILES -> checkSave(); // what is in an image leaves the host, if only by name
            case IMAGE_SEARCH ->
                requireListed(
                        read(),
                        List.of(SearchTerm.of(query.getImageSearch().getTerm()).registry()));
            case MIRRORS -> {
                Rules rules = read();
                requireDaemonConfig(rules);
                requireListed(rules, hosts(query.getMirrors().getMirrors()));
            }
            // digests of an image's files say no more than its ids do
            case IMAGE_CONTENT, IMAGE_DETAIL, PRUNE_PREVIEW, RAW, DISK_USAGE, NAMESPACES, QUESTION_NOT_SET -> {}
        }
    }

    private static void requireListed(Rules rules, List<String> registries) {
        Set<String> allowed = rules.registries();
        for (String registry : registries) {
            if (allowed != null && !allowed.contains(registry)) {
                throw denied(
                        "this host's policy allows the registries " + String.join(", ", allowed) + ", not " + registry);
            }
        }
    }

    /** Those that images shall come from or go to, now or from now on. */
    private static List<String> registriesOf(OperationCommand command) {
        return switch (command.getTaskCase()) {
            case PULL ->
                List.of(ImageRef.ofName(command.getPull().getReference()).domain());
            case PUSH ->
                List.of(ImageRef.ofName(command.getPush().getReference()).domain());
            case MIRRORS -> hosts(command.getMirrors().getMirrors());
            case TAG, REMOVE, PRUNE, LOAD, COMMIT, BUILD, IMPORT, TASK_NOT_SET -> List.of();
        };
    }

    private static List<String> hosts(ListEdit mirrors) {
        return mirrors.getAddList().stream()
                .map(mirror -> RegistryMirror.of(mirror).host())
                .toList();
    }

    /** Throws {@link ErrorCode#POLICY_DENIED} unless the owner lets the engine's configuration be changed. */
    void requireDaemonConfig() {
        requireDaemonConfig(read());
    }

    private void requireDaemonConfig(Rules rules) {
        if (!rules.allow().contains(DAEMON_CONFIG)) {
            throw new LongshoreException(
                    ErrorCode.POLICY_DENIED,
                    "this host's owner has not allowed that the engine's configuration is changed",
                    "Its owner may write the line  allow: [daemon-config]  into " + file + " on that host.");
        }
    }

    /** Throws {@link ErrorCode#POLICY_DENIED} if the owner forbids that images leave the host in an archive. */
    void checkSave() {
        if (read().deny().contains("save")) {
            throw denied("this host's policy denies save");
        }
    }

    /**
     * Throws {@link ErrorCode#POLICY_DENIED} if the owner forbids that a container's files leave the host. To forbid that
     * images do is to forbid this: the two are a commit apart.
     */
    void checkExport() {
        Set<String> deny = read().deny();
        for (String task : List.of("export", "save")) {
            if (deny.contains(task)) {
                throw denied("this host's policy denies " + task);
            }
        }
    }

    /** The tasks denied altogether, for the server to show; everything, if the file can't be read. */
    Set<String> denies() {
        try {
            return read().deny();
        } catch (LongshoreException e) {
            return new TreeSet<>(TASKS);
        }
    }

    /** What became of the file, for the server to show. */
    PolicyFile state() {
        if (Files.notExists(file)) {
            return outOfSight() ? PolicyFile.OUT_OF_SIGHT : PolicyFile.ABSENT;
        }
        try {
            read();
            return PolicyFile.READ;
        } catch (LongshoreException _) {
            return PolicyFile.UNREADABLE;
        }
    }

    private boolean outOfSight() {
        return Files.exists(file.resolveSibling(NOT_THE_HOSTS));
    }

    /** What the command does; a push under a new name tags as well. */
    private static List<String> tasksOf(OperationCommand command) {
        return switch (command.getTaskCase()) {
            case PULL -> List.of("pull");
            case PUSH -> command.getPush().hasTag() ? List.of("push", "tag") : List.of("push");
            case TAG -> List.of("tag");
            case REMOVE -> List.of("remove");
            case PRUNE -> List.of("prune");
            case LOAD -> List.of("load", "tag");
            case COMMIT -> List.of("commit", "tag");
            case MIRRORS -> List.of(); // denied unless allowed
            case BUILD -> command.getBuild().getReferencesCount() == 0 ? List.of("build") : List.of("build", "tag");
            case IMPORT -> List.of("import", "load", "tag"); // to forbid load is to forbid images out of files
            case TASK_NOT_SET ->
                throw new LongshoreException(ErrorCode.PROTOCOL, "this agent does not know the task that was sent");
        };
    }

    private Rules read() {
        if (Files.notExists(file)) { // not "can't be seen": that must deny
            if (outOfSight()) {
                throw new LongshoreException(
                        ErrorCode.POLICY_DENIED,
                        "the agent's container does not see this host's " + file.getParent()
                                + ", so nobody knows what its owner forbids, and everything is denied",
                        "Start the agent's container again with -v /etc/longshore:/etc/longshore:ro.");
            }
            return Rules.NONE;
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw broken("it is larger than " + MAX_BYTES + " bytes");
            }
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            options.setMaxAliasesForCollections(10);
            Object root = new Yaml(new SafeConstructor(options)).load(Files.readString(file, StandardCharsets.UTF_8));
            if (root == null) {
                return Rules.NONE;
            }
            if (!(root instanceof Map<?, ?> map)) {
                throw broken("it is not a list of keys");
            }
            for (Object key : map.keySet()) {
                if (!"deny".equals(key) && !"registries".equals(key) && !"allow".equals(key)) {
                    throw broken("it has an unknown key: " + SafeText.quote(String.valueOf(key)));
                }
            }
            Set<String> deny = texts(map, "deny");
            if (deny != null && !TASKS.containsAll(deny)) {
                throw broken("deny may list " + String.join(", ", new TreeSet<>(TASKS)));
            }
            Set<String> allow = texts(map, "allow");
            if (allow != null && !Set.of(DAEMON_CONFIG).containsAll(allow)) {
                throw broken("allow may list " + DAEMON_CONFIG);
            }
            return new Rules(
                    deny == null ? Set.of() : deny, texts(map, "registries"), allow == null ? Set.of() : allow);
        } catch (IOException | YAMLException e) {
            throw broken(SafeText.line(String.valueOf(e.getMessage()), 200));
        }
    }

    private @Nullable Set<String> texts(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value == null && !map.containsKey(key)) {
            return null;
        }
        if (!(value instanceof List<?> list)) {
            throw broken(key + " is not a list");
        }
        Set<String> texts = new TreeSet<>();
        for (Object one : list) {
            texts.add(String.valueOf(one));
        }
        return texts;
    }

    private LongshoreException broken(String why) {
        return denied("this host's policy file " + file + " can't be read, so everything is denied: " + why);
    }

    private static LongshoreException denied(String why) {
        return new LongshoreException(ErrorCode.POLICY_DENIED, why);
    }
}
