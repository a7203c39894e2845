package dev.longshore.operations;

import dev.longshore.model.BuildSettings;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a request makes sense at all, before anybody's rights are looked at. */
final class RequestCheck {

    static final int MOST_HOSTS = 1_000;
    static final int MOST_TARGETS = 1_000;
    static final int MOST_PRUNED_PER_HOST = 3_000;
    static final int MOST_COPIED = 100;
    static final int MOST_CHANGES = 50;
    static final int MOST_NAMES = 20;
    static final int MOST_SIGN_INS = 20;
    static final int LONGEST_KEY = 100;

    /** Of the task as it is stored, which holds the targets of all hosts. */
    static final int LONGEST_TASK = 1_000_000;

    /** Of all hosts together: an id takes less than 80 characters of the task. */
    static final int MOST_PRUNED = LONGEST_TASK / 80;

    /** Of the targets in the command to one host, which the link carries in one message. */
    static final int MOST_COMMAND_BYTES = 240_000;

    private RequestCheck() {}

    static void check(OperationRequest request) {
        List<HostId> hosts = request.hosts();
        if (hosts.isEmpty()) {
            throw invalid("hosts: name at least one host");
        }
        if (hosts.size() > MOST_HOSTS) {
            throw invalid("hosts: at most " + MOST_HOSTS + " at once");
        }
        if (new HashSet<>(hosts).size() != hosts.size()) {
            throw invalid("hosts: a host is named twice");
        }
        String key = request.idempotencyKey();
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw invalid("idempotencyKey: 1 to " + LONGEST_KEY + " characters");
        }
        check(request.task(), hosts);
        check(request.credentials(), request.task());
    }

    private static void check(Task task, List<HostId> hosts) {
        switch (task) {
            case Task.Pull pull -> {
                if (pull.allTags() && pull.reference().digest() != null) {
                    throw invalid("allTags: a digest names one image, not all tags");
                }
            }
            case Task.Push push -> checkTarget(push.target());
            case Task.Copy copy -> check(copy, hosts);
            case Task.Save save -> {
                if (hosts.size() != 1) {
                    throw invalid("hosts: images are saved from one host");
                }
                checkNamed(save.references());
            }
            case Task.Export _ -> checkOneContainer(hosts);
            case Task.Load _ -> {}
            case Task.Import root -> {
                checkTarget(root.target());
                checkChanges(root.changes());
            }
            case Task.Tag tag -> checkTarget(tag.target());
            case Task.Commit commit -> {
                checkOneContainer(hosts);
                checkTarget(commit.target());
                checkChanges(commit.changes());
            }
            case Task.Build build -> {
                if (hosts.size() != 1) {
                    throw invalid("hosts: an image is built on one host, and copied to others");
                }
                if (build.names().size() > MOST_NAMES) {
                    throw invalid("names: at most " + MOST_NAMES);
                }
                if (new HashSet<>(build.names()).size() != build.names().size()) {
                    throw invalid("names: one is given twice");
                }
                build.names().forEach(RequestCheck::checkTarget);
                checkSignIns(build);
            }
            case Task.Remove remove -> {
                if (remove.targets().isEmpty()) {
                    throw invalid("targets: name at least one image");
                }
                if (remove.targets().size() > MOST_TARGETS) {
                    throw tooLarge(
                            "targets: at most " + MOST_TARGETS + " at once",
                            "Remove fewer images at once, for example in two operations.");
                }
                int bytes = remove.targets().stream()
                        .mapToInt(target -> target.text().length() + 4)
                        .sum();
                if (bytes > MOST_COMMAND_BYTES) {
                    throw tooLarge(
                            "targets: their names are longer together than one command may be",
                            "Remove fewer images at once, or name them by id.");
                }
            }
            case Task.Prune prune -> check(prune, hosts);
            case Task.Mirrors mirrors -> check(mirrors, hosts);
        }
    }

    private static void checkSignIns(Task.Build build) {
        if (build.signIns().size() > MOST_SIGN_INS
                || new HashSet<>(build.signIns()).size() != build.signIns().size()) {
            throw invalid("signIns: at most " + MOST_SIGN_INS + ", each once");
        }
        if (!build.signIns().isEmpty() && build.settings().builder() == BuildSettings.Builder.BUILDKIT) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "signIns: BuildKit takes no accounts from outside of a session",
                    "Build it with the classic builder, or pull the base images first, which BuildKit then uses.");
        }
    }

    private static void check(Task.Copy copy, List<HostId> hosts) {
        if (hosts.contains(copy.source())) {
            throw invalid("hosts: the host to copy from is among those to copy to");
        }
        checkNamed(copy.references());
    }

    private static void checkNamed(List<ImageRef> references) {
        if (references.isEmpty() || references.size() > MOST_COPIED) {
            throw invalid("references: 1 to " + MOST_COPIED + " images at once");
        }
        if (new HashSet<>(references).size() != references.size()) {
            throw invalid("references: an image is named twice");
        }
        for (ImageRef reference : references) {
            if (reference.tag() == null || reference.digest() != null) {
                throw invalid("references: a repository and a tag, without a digest");
            }
        }
    }

    private static void checkOneContainer(List<HostId> hosts) {
        if (hosts.size() != 1) {
            throw invalid("hosts: a container is on one host");
        }
    }

    private static void checkChanges(List<ImageChange> changes) {
        if (changes.size() > MOST_CHANGES) {
            throw invalid("changes: at most " + MOST_CHANGES);
        }
    }

    private static void checkTarget(ImageRef target) {
        if (target.tag() == null || target.digest() != null) {
            throw invalid("target: a repository and a tag, without a digest");
        }
    }

    private static void check(Task.Mirrors mirrors, List<HostId> hosts) {
        if (mirrors.edit().isNone()) {
            throw invalid("mirrors, insecure: one of them has to be changed");
        }
        if (!mirrors.seen().keySet().equals(new HashSet<>(hosts))) {
            throw invalid("seen: for each host the digest that its preview gave, and for no other");
        }
        if (!mirrors.seen().values().stream().allMatch(RequestCheck::isSeen)) {
            throw invalid("seen: not what a preview gave");
        }
    }

    private static boolean isSeen(String digest) {
        return digest.equals("absent") || Digest.isDigest(digest);
    }

    private static void check(Task.Prune prune, List<HostId> hosts) {
        for (Map.Entry<HostId, List<ImageId>> each : prune.images().entrySet()) {
            if (!hosts.contains(each.getKey())) {
                throw invalid("images: host " + each.getKey() + " is not among the hosts");
            }
            if (each.getValue().size() > MOST_PRUNED_PER_HOST) {
                throw tooLarge(
                        "images: at most " + MOST_PRUNED_PER_HOST + " per host at once",
                        "Leave some images of host " + each.getKey() + " for another prune.");
            }
        }
        for (HostId host : hosts) {
            if (prune.images().getOrDefault(host, List.of()).isEmpty()) {
                throw invalid("images: no image is named for host " + host);
            }
        }
        if (TaskJson.write(prune).length() > LONGEST_TASK) {
            int images = prune.images().values().stream().mapToInt(List::size).sum();
            throw tooLarge(
                    "images: " + images + " on all hosts together are more than one operation can hold",
                    "Prune in several operations, each on fewer hosts.");
        }
    }

    private static void check(OperationRequest.@Nullable Credentials credentials, Task task) {
        if (credentials == null) {
            return;
        }
        String registry = task.registry();
        if (registry.isEmpty()) {
            throw invalid("credentials: only pull and push take them");
        }
        if (!credentials.registry().equals(registry)) {
            throw invalid("credentials: they are for " + credentials.registry() + ", but the registry of the image is "
                    + registry);
        }
        if (credentials.username().isEmpty()
                || credentials.username().length() > 1_000
                || credentials.password().length() > 10_000) {
            throw invalid("credentials: user name and password");
        }
    }

    private static LongshoreException tooLarge(String reason, String remedy) {
        return new LongshoreException(ErrorCode.TOO_LARGE, reason, remedy);
    }

    private static LongshoreException invalid(String reason) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, reason);
    }
}
