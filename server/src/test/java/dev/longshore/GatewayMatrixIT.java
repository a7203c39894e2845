package dev.longshore;

import static dev.longshore.MatrixHosts.BESIDE;
import static dev.longshore.MatrixHosts.FOREIGN;
import static dev.longshore.MatrixHosts.MISSING;
import static dev.longshore.MatrixHosts.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.MatrixHosts.Person;
import dev.longshore.access.Accounts;
import dev.longshore.access.Actor;
import dev.longshore.access.ApiTokens;
import dev.longshore.access.Permission;
import dev.longshore.access.Role;
import dev.longshore.audit.AuditLog;
import dev.longshore.inventory.Comparisons;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.FileQuery;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.FleetListener;
import dev.longshore.inventory.ImageAt;
import dev.longshore.inventory.ImageFiles;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.inventory.Layers;
import dev.longshore.inventory.RawKind;
import dev.longshore.link.JoinToken;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ContextPath;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.ListEdit;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.OperationId;
import dev.longshore.model.RegistryMirror;
import dev.longshore.operations.BuildArgs;
import dev.longshore.operations.Compression;
import dev.longshore.operations.Exports;
import dev.longshore.operations.FileChecks;
import dev.longshore.operations.HostAdmin;
import dev.longshore.operations.Imports;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.registries.Registries;
import dev.longshore.registries.RegistryBrowser;
import dev.longshore.registries.RegistryChange;
import dev.longshore.registries.RegistrySearch;
import dev.longshore.registries.RegistryTag;
import dev.longshore.registries.UpdateChecks;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command and every view of the services, for every role, over an own, a foreign and a missing host. A task or a
 * service method without a row here fails.
 */
@DisplayName("catalogue 16, 18: every command x role x own, foreign and missing host")
class GatewayMatrixIT {

    private static final HostAdmin.Invitation NOBODYS =
            new HostAdmin.Invitation(new JoinToken("nobodys", "LSJ1", Instant.EPOCH), "", "");
    private static final ImageRef NGINX = ImageRef.of("nginx:1.27");
    private static final MirrorsEdit MIRRORS = new MirrorsEdit(
            new ListEdit<>(false, List.of(RegistryMirror.of("https://mirror.example")), List.of()), ListEdit.none());
    private static final ImageId IMAGE = ImageId.of("a".repeat(64));

    @TempDir
    static Path dir;

    private static TestServer server;
    private static Actor boss;

    @BeforeAll
    static void start() {
        MatrixHosts.enrol(dir.resolve("data"));
        server = TestServer.start(dir.resolve("data"));
        MatrixHosts.hire(server);
        boss = MatrixHosts.actor(server, MatrixHosts.PEOPLE.getFirst());
        MatrixHosts.registry(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private interface Act {
        @Nullable
        Object run(Actor actor, HostId host) throws Exception;
    }

    /**
     * One row.
     *
     * @param method the service's method that it covers
     * @param needs over the host; null if nothing but sight of it, or nothing at all
     * @param onHost whether it is about one host
     */
    private record Row(String name, String method, @Nullable Permission needs, boolean onHost, Act act) {}

    private static Row onHost(String name, String method, Permission needs, Act act) {
        return new Row(name, method, needs, true, act);
    }

    private static Row global(String name, String method, @Nullable Permission needs, Act act) {
        return new Row(name, method, needs, false, act);
    }

    /** A new task is a new line here, with what it needs. */
    private static Map<Task, Permission> tasks(HostId host) {
        Map<Task, Permission> tasks = new LinkedHashMap<>();
        tasks.put(new Task.Pull(NGINX, false, null), Permission.IMAGE_PULL);
        tasks.put(new Task.Push(new Task.Target.Named(NGINX), NGINX, false), Permission.IMAGE_PUSH);
        tasks.put(new Task.Copy(BESIDE, List.of(NGINX), false), Permission.IMAGE_LOAD);
        tasks.put(new Task.Save(List.of(NGINX), Compression.GZIP), Permission.IMAGE_SAVE);
        tasks.put(
                new Task.Export(ContainerId.of("c".repeat(64)), "web", Compression.NONE), Permission.CONTAINER_EXPORT);
        tasks.put(root(false), Permission.IMAGE_LOAD);
        tasks.put(root(true), Permission.IMAGE_TAG_OVERWRITE);
        tasks.put(new Task.Load("app.tar", false), Permission.IMAGE_LOAD);
        tasks.put(new Task.Load("app.tar", true), Permission.IMAGE_TAG_OVERWRITE);
        tasks.put(new Task.Tag(new Task.Target.Named(NGINX), ImageRef.of("web:1"), false), Permission.IMAGE_TAG);
        tasks.put(
                new Task.Tag(new Task.Target.Named(NGINX), ImageRef.of("web:1"), true), Permission.IMAGE_TAG_OVERWRITE);
        tasks.put(commit(false), Permission.IMAGE_COMMIT);
        tasks.put(commit(true), Permission.IMAGE_TAG_OVERWRITE);
        tasks.put(build(List.of(), false), Permission.IMAGE_BUILD);
        tasks.put(build(List.of(NGINX), false), Permission.IMAGE_TAG);
        tasks.put(build(List.of(NGINX), true), Permission.IMAGE_TAG_OVERWRITE);
        tasks.put(new Task.Remove(List.of(new Task.Target.ById(IMAGE)), true), Permission.IMAGE_REMOVE);
        tasks.put(new Task.Prune(Map.of(host, List.of(IMAGE)), true), Permission.IMAGE_PRUNE);
        tasks.put(new Task.Mirrors(MIRRORS, Map.of(host, "absent")), Permission.HOST_CONFIGURE);
        return tasks;
    }

    private static Task.Import root(boolean overwrite) {
        return new Task.Import("root.tar", ImageRef.of("web:1"), "", List.of(), overwrite);
    }

    private static Task.Commit commit(boolean overwrite) {
        return new Task.Commit(
                ContainerId.of("c".repeat(64)), ImageRef.of("web:1"), "", "", List.of(), true, overwrite);
    }

    private static Task.Build build(List<ImageRef> names, boolean overwrite) {
        BuildSettings settings = new BuildSettings(
                ContextPath.of("Dockerfile"), "", null, false, false, Map.of(), BuildSettings.Builder.ANY);
        return new Task.Build(names, settings, BuildArgs.NONE, List.of(), "", overwrite);
    }

    private static List<Row> rows() {
        Operations operations = server.bean(Operations.class);
        Fleet fleet = server.bean(Fleet.class);
        HostAdmin hosts = server.bean(HostAdmin.class);
        Accounts accounts = server.bean(Accounts.class);
        ApiTokens tokens = server.bean(ApiTokens.class);
        AuditLog audit = server.bean(AuditLog.class);
        List<Row> rows = new ArrayList<>();
        tasks(OWN)
                .forEach((task, needs) -> rows.add(onHost(
                        "start " + task.type() + " needing " + needs,
                        "Operations.start",
                        needs,
                        (actor, host) -> operations.start(actor, request(same(task, host), host)))));
        rows.add(global("under way", "Operations.underWay", null, (actor, _) -> operations.underWay(actor)));
        rows.add(onHost(
                "copy from",
                "Operations.start",
                Permission.IMAGE_SAVE,
                (actor, host) -> operations.start(actor, request(new Task.Copy(host, List.of(NGINX), false), BESIDE))));
        rows.add(onHost(
                "copy to",
                "Fleet.copyPlan",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.copyPlan(actor, BESIDE, List.of(NGINX), host)));
        rows.add(onHost(
                "copy from",
                "Fleet.copyPlan",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.copyPlan(actor, host, List.of(NGINX), BESIDE)));
        rows.add(onHost(
                "get",
                "Operations.get",
                Permission.FLEET_VIEW,
                (actor, host) -> operations.get(actor, startedByBoss(host))));
        rows.add(onHost(
                "cancel",
                "Operations.cancel",
                Permission.OPERATION_OTHERS,
                (actor, host) -> operations.cancel(actor, startedByBoss(host))));
        rows.add(onHost(
                "retry",
                "Operations.retry",
                Permission.OPERATION_OTHERS,
                (actor, host) -> operations.retry(actor, startedByBoss(host))));
        Exports exports = server.bean(Exports.class);
        Imports imports = server.bean(Imports.class);
        rows.add(global("fetch", "Exports.write", null, (actor, _) -> {
            exports.write(actor, startedByBoss(OWN), OutputStream.nullOutputStream());
            return null;
        }));
        rows.add(global("bring", "Imports.read", null, (actor, _) -> {
            imports.read(actor, startedByBoss(OWN), InputStream.nullInputStream());
            return null;
        }));
        FileChecks looks = server.bean(FileChecks.class);
        rows.add(onHost(
                "look into a file",
                "FileChecks.look",
                Permission.IMAGE_LOAD,
                (actor, host) -> looks.look(actor, List.of(host), InputStream.nullInputStream())));
        rows.add(onHost(
                "look at what a browser found",
                "FileChecks.lookAt",
                Permission.IMAGE_LOAD,
                (actor, host) -> looks.lookAt(actor, List.of(host), "{}")));
        rows.add(global(
                "list", "Operations.list", null, (actor, _) -> operations.list(actor, OperationQuery.newest(99))));
        rows.add(global("subscribe", "Operations.subscribe", null, (actor, _) -> {
            operations.subscribe(actor, _ -> {}).close();
            return null;
        }));
        rows.add(onHost("host", "Fleet.host", Permission.FLEET_VIEW, fleet::host));
        rows.add(onHost("images of", "Fleet.images", Permission.FLEET_VIEW, fleet::images));
        rows.add(onHost(
                "image", "Fleet.image", Permission.FLEET_VIEW, (actor, host) -> fleet.image(actor, host, IMAGE)));
        rows.add(onHost(
                "image detail",
                "Fleet.imageDetail",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.imageDetail(actor, host, IMAGE)));
        rows.add(onHost(
                "files of an image",
                "Fleet.imageContent",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.imageContent(actor, host, IMAGE)));
        Layers layers = server.bean(Layers.class);
        rows.add(onHost("layers", "Layers.of", Permission.FLEET_VIEW, (actor, host) -> layers.of(actor, IMAGE, host)));
        ImageFiles files = server.bean(ImageFiles.class);
        rows.add(onHost(
                "files of a layer",
                "ImageFiles.list",
                Permission.IMAGE_FILES,
                (actor, host) -> files.list(actor, host, IMAGE, IMAGE.value(), FileQuery.in(""))));
        rows.add(onHost(
                "files of a layer that are known",
                "ImageFiles.known",
                Permission.IMAGE_FILES,
                (actor, host) -> files.known(actor, host, IMAGE, IMAGE.value(), FileQuery.in(""))));
        Comparisons comparisons = server.bean(Comparisons.class);
        for (boolean withFiles : List.of(false, true)) {
            Permission needs = withFiles ? Permission.IMAGE_FILES : Permission.FLEET_VIEW;
            rows.add(onHost(
                    "compare that on the left " + withFiles,
                    "Comparisons.compare",
                    needs,
                    (actor, host) -> comparisons.compare(actor, at(host), at(BESIDE), withFiles)));
            rows.add(onHost(
                    "compare that on the right " + withFiles,
                    "Comparisons.compare",
                    needs,
                    (actor, host) -> comparisons.compare(actor, at(BESIDE), at(host), withFiles)));
        }
        rows.add(global("layers anywhere", "Layers.of", null, (actor, _) -> layers.of(actor, IMAGE, null)));
        rows.add(onHost(
                "prune preview",
                "Fleet.prunePreview",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.prunePreview(actor, host, true)));
        rows.add(onHost(
                "mirrors preview",
                "Fleet.mirrorsPreview",
                Permission.HOST_CONFIGURE,
                (actor, host) -> fleet.mirrorsPreview(actor, host, MIRRORS)));
        rows.add(onHost(
                "raw", "Fleet.raw", Permission.RAW_INSPECT, (actor, host) -> fleet.raw(actor, host, RawKind.INFO, "")));
        rows.add(global("hosts", "Fleet.hosts", null, (actor, _) -> fleet.hosts(actor)));
        rows.add(global("summary", "Fleet.summary", null, (actor, _) -> fleet.summary(actor)));
        rows.add(global("images", "Fleet.images", null, (actor, _) -> fleet.images(actor, allImages())));
        rows.add(global(
                "containers",
                "Fleet.containers",
                null,
                (actor, _) -> fleet.containers(actor, new ContainerQuery(Set.of(), "", Set.of(), 0, 100))));
        rows.add(global("events", "Fleet.recentEvents", null, (actor, _) -> fleet.recentEvents(actor, 100)));
        rows.add(global("subscribe", "Fleet.subscribe", null, (actor, _) -> {
            fleet.subscribe(actor, new Deaf()).close();
            return null;
        }));
        rows.add(global(
                "invite",
                "HostAdmin.invite",
                Permission.HOST_ADD,
                (actor, _) -> hosts.invite(actor, "", Map.of(), "https://longshore.example:8444")));
        rows.add(global("joined", "HostAdmin.joined", null, (actor, _) -> hosts.joined(actor, NOBODYS)));
        rows.add(new Row("rename", "HostAdmin.rename", Permission.HOST_ADD, true, (actor, host) -> {
            hosts.rename(actor, host, host.equals(OWN) ? "own" : "foreign");
            return null;
        }));
        rows.add(onHost("remove", "HostAdmin.remove", Permission.HOST_REMOVE, (actor, host) -> {
            hosts.remove(actor, toRemove(actor, host));
            return null;
        }));
        rows.add(global("accounts", "Accounts.list", Permission.ACCOUNT_ADMIN, (actor, _) -> accounts.list(actor)));
        rows.add(global(
                "create account",
                "Accounts.create",
                Permission.ACCOUNT_ADMIN,
                (actor, _) -> accounts.create(actor, "made-by-" + actor.name(), MatrixHosts.PASSWORD, Role.VIEWER)));
        rows.add(global(
                "change account",
                "Accounts.update",
                Permission.ACCOUNT_ADMIN,
                (actor, _) -> accounts.update(actor, boss.accountId(), Role.ADMIN, true)));
        rows.add(global("reset password", "Accounts.resetPassword", Permission.ACCOUNT_ADMIN, (actor, _) -> {
            accounts.resetPassword(actor, boss.accountId(), MatrixHosts.PASSWORD);
            return null;
        }));
        rows.add(global("change password", "Accounts.changePassword", null, (actor, _) -> {
            accounts.changePassword(actor, MatrixHosts.PASSWORD, MatrixHosts.PASSWORD);
            return null;
        }));
        rows.add(global("create token", "ApiTokens.create", null, (actor, _) -> tokens.create(actor, "t", null)));
        rows.add(global("tokens", "ApiTokens.list", null, (actor, _) -> tokens.list(actor)));
        rows.add(global("revoke token", "ApiTokens.revoke", null, (actor, _) -> {
            tokens.revoke(actor, tokens.create(actor, "t", null).id());
            return null;
        }));
        Registries registries = server.bean(Registries.class);
        long registry = server.bean(Registries.class).list(boss).getFirst().id();
        RegistryChange unchanged = new RegistryChange(null, null, null, null, null, null);
        rows.add(global("registries", "Registries.list", null, (actor, _) -> registries.list(actor)));
        rows.add(global("registry", "Registries.get", null, (actor, _) -> registries.get(actor, registry)));
        rows.add(global("account", "Registries.account", null, (actor, _) -> registries.account(actor, "x.example")));
        rows.add(global("accounts", "Registries.accounts", null, (actor, _) -> registries.accounts(actor)));
        rows.add(global(
                "add registry",
                "Registries.add",
                Permission.REGISTRY_ADMIN,
                (actor, _) -> registries.add(actor, new RegistryChange("new", "new.example", null, null, null, null))));
        rows.add(global(
                "change registry",
                "Registries.change",
                Permission.REGISTRY_ADMIN,
                (actor, _) -> registries.change(actor, registry, unchanged)));
        rows.add(global("remove registry", "Registries.remove", Permission.REGISTRY_ADMIN, (actor, _) -> {
            registries.remove(actor, 999_999);
            return null;
        }));
        RegistryBrowser browser = server.bean(RegistryBrowser.class);
        Digest digest = Digest.of(IMAGE.value());
        UpdateChecks checks = server.bean(UpdateChecks.class);
        rows.add(global("check", "UpdateChecks.checkNow", Permission.REGISTRY_BROWSE, (actor, _) -> {
            checks.checkNow(actor);
            return null;
        }));
        RegistrySearch search = server.bean(RegistrySearch.class);
        rows.add(global(
                "search",
                "RegistrySearch.everywhere",
                Permission.REGISTRY_BROWSE,
                (actor, _) -> search.everywhere(actor, "app", null)));
        rows.add(onHost(
                "search through",
                "RegistrySearch.through",
                Permission.IMAGE_PULL,
                (actor, host) -> search.through(actor, host, null, "app", 10)));
        rows.add(onHost(
                "upstream",
                "Fleet.upstream",
                Permission.FLEET_VIEW,
                (actor, host) -> fleet.upstream(actor, host, IMAGE)));
        rows.add(onHost(
                "search of a host",
                "Fleet.search",
                Permission.IMAGE_PULL,
                (actor, host) -> fleet.search(actor, host, "", "app", 10)));
        rows.add(global(
                "holders",
                "Fleet.holders",
                null,
                (actor, _) -> fleet.holders(actor, Set.of(digest)).values()));
        rows.add(global(
                "test registry",
                "RegistryBrowser.test",
                Permission.REGISTRY_ADMIN,
                (actor, _) -> browser.test(actor, registry)));
        rows.add(global(
                "repositories",
                "RegistryBrowser.repositories",
                Permission.REGISTRY_BROWSE,
                (actor, _) -> browser.repositories(actor, registry, "", "")));
        rows.add(global(
                "tags of a registry",
                "RegistryBrowser.tags",
                Permission.REGISTRY_BROWSE,
                (actor, _) -> browser.tags(actor, registry, "a", "", 0, 10)));
        rows.add(global(
                "look at a deletion",
                "RegistryBrowser.deletion",
                Permission.REGISTRY_DELETE,
                (actor, _) -> browser.deletion(actor, registry, "a", "1")));
        rows.add(global("delete a tag", "RegistryBrowser.delete", Permission.REGISTRY_DELETE, (actor, _) -> {
            browser.delete(actor, registry, new RegistryTag.Deletion("a", digest, List.of("1")));
            return null;
        }));
        rows.add(global(
                "audit", "AuditLog.list", Permission.AUDIT_VIEW, (actor, _) -> audit.list(actor, "", 1_000_000, 500)));
        rows.add(global("verify", "AuditLog.verify", Permission.AUDIT_VIEW, (actor, _) -> audit.verify(actor)));
        rows.add(global("export", "AuditLog.export", Permission.AUDIT_VIEW, (actor, _) -> {
            audit.export(actor, new StringBuilder());
            return null;
        }));
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> everyRowHoldsForEverybody() {
        return rows().stream()
                .flatMap(row -> MatrixHosts.PEOPLE.stream()
                        .flatMap(person -> (row.onHost() ? Stream.of(OWN, FOREIGN, MISSING) : Stream.of(OWN))
                                .map(host -> DynamicTest.dynamicTest(
                                        row.method() + " " + row.name() + ", " + person + ", " + host,
                                        () -> check(row, person, host)))));
    }

    private static void check(Row row, Person person, HostId host) {
        Actor actor = MatrixHosts.actor(server, person);
        Object seen = null;
        LongshoreException fault = null;
        try {
            seen = row.act().run(actor, host);
        } catch (LongshoreException refused) {
            fault = refused;
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
        Permission needs = row.needs();
        boolean holds = needs == null
                || (person.role() != null
                        && person.role().permissions().contains(needs)
                        && (person.everywhere()
                                || MatrixHosts.ANYWHERE.contains(needs)
                                || (row.onHost() && needs.perHost())));
        if (row.onHost() && !person.sees(host)) {
            assertThat(refusal(fault, "out of sight").code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(refusal(fault, "out of sight").reason()).contains("no ").doesNotContain("foreign\"");
        } else if (!holds) {
            assertThat(refusal(fault, "not allowed").code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(refusal(fault, "not allowed").reason()).startsWith("needs ");
        } else if (fault != null) {
            assertThat(fault.code()).as(fault.reason()).isNotIn(ErrorCode.FORBIDDEN, ErrorCode.UNAUTHENTICATED);
            assertThat(fault.reason()).doesNotContain("no host", "no operation");
        }
        if (seen != null && !person.sees(FOREIGN)) {
            assertThat(seen.toString()).doesNotContain(FOREIGN.value());
        }
    }

    @Test
    void everyTaskHasItsRows() {
        Set<Class<?>> covered =
                tasks(OWN).keySet().stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> all = Arrays.stream(Task.class.getPermittedSubclasses())
                .filter(Class::isRecord)
                .collect(Collectors.toSet());
        assertThat(covered).isEqualTo(all);
    }

    @Test
    void everyTaskNeedsItsPermissionAndNoPermissionIsForNothing() {
        tasks(OWN).forEach((task, needs) -> assertThat(task.permissions()).contains(needs));
        Set<Permission> used = rows().stream()
                .map(Row::needs)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toSet());
        assertThat(used).containsExactlyInAnyOrder(Permission.values());
    }

    @Test
    void everyMethodThatTakesAnActorHasItsRow() {
        Set<String> all = new TreeSet<>();
        for (Class<?> service : List.of(
                Operations.class,
                Exports.class,
                Imports.class,
                FileChecks.class,
                Fleet.class,
                Layers.class,
                ImageFiles.class,
                Comparisons.class,
                HostAdmin.class,
                Accounts.class,
                ApiTokens.class,
                Registries.class,
                RegistryBrowser.class,
                RegistrySearch.class,
                UpdateChecks.class,
                AuditLog.class)) {
            for (Method method : service.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !method.isSynthetic()
                        && List.of(method.getParameterTypes()).contains(Actor.class)) {
                    all.add(service.getSimpleName() + "." + method.getName());
                }
            }
        }
        // called by the gateways themselves
        all.remove("AuditLog.record");
        Set<String> covered = rows().stream().map(Row::method).collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void refusalsAreInTheAudit() {
        Person viewer = MatrixHosts.PEOPLE.get(1);
        Actor actor = MatrixHosts.actor(server, viewer);
        tasks(OWN).keySet().forEach(task -> {
            long before = newestSeq();
            try {
                server.bean(Operations.class).start(actor, request(task, OWN));
            } catch (LongshoreException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN);
            }
            assertThat(server.bean(AuditLog.class).list(boss, "", Long.MAX_VALUE, 1))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.seq()).isEqualTo(before + 1);
                        assertThat(line.actor()).isEqualTo(viewer.name());
                        assertThat(line.action()).isEqualTo(object(task) + task.type());
                        assertThat(line.allowed()).isFalse();
                    });
        });
    }

    private static String object(Task task) {
        return switch (task) {
            case Task.Mirrors _ -> "host.";
            case Task.Export _ -> "container.";
            default -> "image.";
        };
    }

    private static long newestSeq() {
        return server.bean(AuditLog.class)
                .list(boss, "", Long.MAX_VALUE, 1)
                .getFirst()
                .seq();
    }

    /** An operation that the boss started on the host; an id that there never was for a missing one. */
    private static OperationId startedByBoss(HostId host) {
        if (host.equals(MISSING)) {
            return OperationId.of("op-" + "0".repeat(26));
        }
        return server.bean(Operations.class)
                .start(boss, request(new Task.Pull(NGINX, false, null), host))
                .id();
    }

    /** Who may remove a host removes one that no other row needs. */
    private static HostId toRemove(Actor actor, HostId host) {
        if (host.equals(MISSING)) {
            return host;
        }
        if (actor.name().equals("admin-everywhere")) {
            return MatrixHosts.TO_REMOVE.get(host.equals(OWN) ? 0 : 1);
        }
        return actor.name().equals("admin-of-own") && host.equals(OWN) ? MatrixHosts.TO_REMOVE.get(2) : host;
    }

    private static Task same(Task task, HostId host) {
        return switch (task) {
            case Task.Prune _ -> new Task.Prune(Map.of(host, List.of(IMAGE)), true);
            case Task.Mirrors _ -> new Task.Mirrors(MIRRORS, Map.of(host, "absent"));
            default -> task;
        };
    }

    private static ImageAt at(HostId host) {
        return new ImageAt(host, IMAGE);
    }

    private static LongshoreException refusal(@Nullable LongshoreException fault, String why) {
        assertThat(fault).as(why).isNotNull();
        return Objects.requireNonNull(fault);
    }

    private static OperationRequest request(Task task, HostId host) {
        return new OperationRequest(task, List.of(host), null, null);
    }

    private static ImageQuery allImages() {
        return new ImageQuery(Set.of(), "", false, false, false, ImageQuery.Sort.REFERENCE, false, 0, 100);
    }

    private static final class Deaf implements FleetListener {
        @Override
        public void changed(HostId host) {}

        @Override
        public void event(FleetEvent event) {}
    }
}
