package dev.longshore.agent.cgroup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a control group's path tells of the workload in it.
 *
 * @param kind for example {@code lxc}
 * @param id of a container, 64 hexadecimal digits, or empty
 */
record OtherKind(String kind, String name, String id) {

    private record Rule(Pattern path, String kind, boolean byId) {}

    private static final String ID = "([0-9a-f]{64})";

    /** The first that fits wins. */
    private static final List<Rule> RULES = List.of(
            new Rule(Pattern.compile(".*/docker[-/]" + ID + "(\\.scope)?"), "docker", true),
            new Rule(Pattern.compile(".*/libpod(?:-payload)?-" + ID + "(\\.scope)?"), "podman", true),
            new Rule(Pattern.compile(".*/(?:cri-containerd|crio)[-/]" + ID + "(\\.scope)?"), "kubernetes", true),
            new Rule(Pattern.compile(".*/kubepods.*/" + ID), "kubernetes", true),
            new Rule(Pattern.compile(".*/(?:nerdctl|containerd)-" + ID + "(\\.scope)?"), "containerd", true),
            new Rule(Pattern.compile("/[a-z0-9._-]+/" + ID), "containerd", true), // its namespace, as nerdctl has it
            new Rule(Pattern.compile("/lxc(?:\\.payload[./]|/)([^/]+)"), "lxc", false),
            new Rule(Pattern.compile(".*/machine-qemu\\\\x2d(?:[0-9]+\\\\x2d)?([^/]+)\\.scope"), "vm", false),
            new Rule(Pattern.compile(".*/machine-lxc\\\\x2d(?:[0-9]+\\\\x2d)?([^/]+)\\.scope"), "lxc", false),
            new Rule(Pattern.compile(".*/machine-([^/]+)\\.scope"), "nspawn", false),
            new Rule(Pattern.compile(".*/systemd-nspawn@([^/]+)\\.service"), "nspawn", false),
            new Rule(Pattern.compile("/machine/([^/]+)\\.(?:libvirt-[a-z]+|partition)"), "vm", false));

    /** Null if it is no workload of a kind that is known. */
    static @Nullable OtherKind of(String path) {
        for (Rule rule : RULES) {
            Matcher matcher = rule.path().matcher(path);
            if (matcher.matches()) {
                String name = matcher.group(1);
                return rule.byId()
                        ? new OtherKind(rule.kind(), name.substring(0, 12), name)
                        : new OtherKind(rule.kind(), plain(name), "");
            }
        }
        return null;
    }

    /** systemd writes signs that it can't have in names as {@code \x2d}. */
    private static String plain(String name) {
        Matcher escaped = Pattern.compile("\\\\x([0-9a-f]{2})").matcher(name);
        return escaped.replaceAll(
                found -> Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }
}
