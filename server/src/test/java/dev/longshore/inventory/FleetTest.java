package dev.longshore.inventory;

import static dev.longshore.inventory.FleetFixture.container;
import static dev.longshore.inventory.FleetFixture.hex;
import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.verify;

import com.google.protobuf.ByteString;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.link.AgentSession;
import dev.longshore.link.EnrolledHost;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.DiskUsage;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Pair;
import dev.longshore.wire.PrunePreview;
import dev.longshore.wire.QueryAnswer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Actor ADMIN = actor(Grant.everywhere(Role.ADMIN));

    private final FleetFixture agents = new FleetFixture(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Fleet fleet = agents.fleet();

    private static Actor actor(Grant grant) {
        return new Actor(1, "ann", List.of(grant), Actor.Method.SESSION, "", "");
    }

    @Test
    void aHostSaysWhatItsAgentFoundOfTheOwnersPolicy() {
        HostId alpha = agents.enrol("alpha");
        assertThat(fleet.host(ADMIN, alpha).policyFile()).isEqualTo(PolicyFile.UNTOLD);

        agents.connect(
                alpha,
                Hello.newBuilder()
                        .setPolicyFile(Hello.PolicyFile.READ)
                        .addPolicyDenies("prune")
                        .build());
        assertThat(fleet.host(ADMIN, alpha).policyFile()).isEqualTo(PolicyFile.READ);
        assertThat(fleet.host(ADMIN, alpha).policyDenies()).containsExactly("prune");
    }

    @Test
    void aHostIsPendingThenOnlineThenOfflineAndKeepsWhatItReported() {
        HostId alpha = agents.enrol("alpha");
        assertThat(fleet.host(ADMIN, alpha).state()).isEqualTo(HostState.PENDING);

        agents.connect(alpha);
        assertThat(agents.asked()).containsExactly(alpha);
        agents.snapshot(
                alpha,
                1,
                1,
                HostFacts.newBuilder()
                        .setServerVersion("20.10.24")
                        .setDiskUsage(DiskUsage.newBuilder().setImagesBytes(42))
                        .build(),
                image(1, "docker.io/library/nginx:1.27"),
                container(1, "web", 1, "running").setHealth("unhealthy"),
                container(2, "old", 1, "exited"));
        HostView online = fleet.host(ADMIN, alpha);
        assertThat(online.state()).isEqualTo(HostState.ONLINE);
        assertThat(online.lastSeen()).isEqualTo(NOW);
        assertThat(online.dataAt()).isEqualTo(NOW);
        assertThat(online.images()).isEqualTo(1);
        assertThat(online.containers()).isEqualTo(new ContainerCounts(1, 0, 0, 0, 1, 1, 0));
        assertThat(online.facts().engine().version()).isEqualTo("20.10.24");
        assertThat(fleet.image(ADMIN, alpha, ImageId.of(hex(1))).usedBy())
                .extracting(ImageView.Use::name)
                .containsExactly("old", "web");

        agents.disconnect(alpha);
        assertThat(fleet.host(ADMIN, alpha).state()).isEqualTo(HostState.OFFLINE);
        assertThat(fleet.host(ADMIN, alpha).facts()).isNotNull();
        assertThat(fleet.summary(ADMIN).hostsOnline()).isZero();
        assertThat(fleet.summary(ADMIN).containers())
                .as("of a silent host nobody knows whether they run")
                .isEqualTo(ContainerCounts.NONE);
        assertThat(fleet.summary(ADMIN).imagesBytes()).isEqualTo(42);
        assertThat(fleet.recentEvents(ADMIN, 10))
                .extracting(FleetEvent::action)
                .containsExactly("disconnected", "connected");
    }

    @Test
    void theEnginesStateShowsAndIsAnEvent() {
        HostId alpha = agents.host("alpha");
        agents.send(
                alpha,
                AgentMessage.newBuilder()
                        .setEngine(EngineState.newBuilder()
                                .setState(EngineState.State.HUNG)
                                .setReason("no answer for 15 s")));
        assertThat(fleet.host(ADMIN, alpha).state()).isEqualTo(HostState.ENGINE_HUNG);
        assertThat(fleet.host(ADMIN, alpha).reason()).isEqualTo("no answer for 15 s");
        agents.send(
                alpha,
                AgentMessage.newBuilder().setEngine(EngineState.newBuilder().setState(EngineState.State.DOWN)));
        agents.send(
                alpha,
                AgentMessage.newBuilder().setEngine(EngineState.newBuilder().setState(EngineState.State.UP)));
        assertThat(fleet.recentEvents(ADMIN, 3))
                .extracting(FleetEvent::action)
                .containsExactly("engine_up", "engine_down", "engine_hung");
    }

    @Test
    void aContainerIsOutdatedWhileItsReferenceNamesAnotherImage() {
        HostId alpha = agents.enrol("alpha");
        agents.connect(alpha);
        agents.snapshot(
                alpha,
                1,
                1,
                HostFacts.getDefaultInstance(),
                image(1, "docker.io/library/nginx:1.27"),
                container(1, "web", 1, "running").setImage("nginx:1.27"),
                container(2, "old", 1, "exited").setImage("nginx:1.27"),
                container(3, "pinned", 1, "running").setGivenImage("nginx:1.27@sha256:" + hex(9)),
                container(4, "by-id", 1, "running").setGivenImage("sha256:" + hex(1)));
        assertThat(outdated(alpha)).isEmpty();

        // pulled anew: the engine now calls the image of the containers by its id, and only the agent remembers the
        // name
        agents.delta(
                alpha,
                InventoryDelta.newBuilder()
                        .setEpoch(1)
                        .setRevision(2)
                        .addImages(image(1))
                        .addImages(image(2, "docker.io/library/nginx:1.27"))
                        .addContainers(container(1, "web", 1, "running")
                                .setImage("sha256:" + hex(1))
                                .setGivenImage("nginx:1.27")));
        assertThat(outdated(alpha))
                .containsExactly("old nginx:1.27 sha256:" + hex(2), "web nginx:1.27 sha256:" + hex(2));
        assertThat(fleet.host(ADMIN, alpha).containers().outdated()).isOne();
        assertThat(fleet.summary(ADMIN).containers().outdated()).isOne();

        agents.delta(
                alpha,
                InventoryDelta.newBuilder()
                        .setEpoch(1)
                        .setRevision(3)
                        .addImages(image(2))
                        .addImages(image(1, "docker.io/library/nginx:1.27")));
        assertThat(outdated(alpha)).isEmpty();
        assertThat(fleet.host(ADMIN, alpha).containers().outdated()).isZero();
    }

    private List<String> outdated(HostId host) {
        ContainerQuery query =
                new ContainerQuery(Set.of(host), "", Set.of(), true, ContainerQuery.Sort.NAME, false, 0, 10);
        return fleet.containers(ADMIN, query).items().stream()
                .map(container -> container.name() + " " + container.image() + " " + container.newerImageId())
                .toList();
    }

    @Test
    void aQuarantinedHostSaysSo() {
        HostId alpha = agents.host("alpha");
        agents.enrol(new EnrolledHost(alpha, "alpha", Map.of(), FleetFixture.ENROLLED_AT, true, NOW));
        assertThat(fleet.host(ADMIN, alpha).state()).isEqualTo(HostState.QUARANTINED);
    }

    @Test
    void aDeltaChangesImagesAndContainers() {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/a:1"), image(2, "docker.io/library/b:1"));
        agents.delta(
                alpha,
                InventoryDelta.newBuilder()
                        .setEpoch(1)
                        .setRevision(2)
                        .addImages(image(3, "docker.io/library/c:1"))
                        .addRemovedImages("sha256:" + hex(1))
                        .addContainers(container(1, "web", 2, "running")));
        assertThat(references()).containsExactly("b", "c");
        assertThat(fleet.image(ADMIN, alpha, ImageId.of(hex(2))).usedBy()).hasSize(1);
        assertThat(fleet.containers(ADMIN, new ContainerQuery(Set.of(), "", Set.of(), 0, 10))
                        .items())
                .extracting(ContainerView::name)
                .containsExactly("web");
        agents.delta(
                alpha, InventoryDelta.newBuilder().setEpoch(1).setRevision(3).addRemovedContainers(hex(3_000_001)));
        assertThat(fleet.image(ADMIN, alpha, ImageId.of(hex(2))).usedBy()).isEmpty();
    }

    @Test
    @DisplayName("catalogue 74: a gap in the revisions makes the server ask for everything")
    void aGapAsksForEverything() {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/a:1"));
        agents.asked().clear();
        agents.delta(alpha, delta(3, image(3, "docker.io/library/c:1")));
        assertThat(agents.asked()).containsExactly(alpha);
        assertThat(references()).containsExactly("a");
        // deltas that follow wait for the snapshot, and apply on top of it if it is older than they are
        agents.delta(alpha, delta(4, image(4, "docker.io/library/d:1")));
        agents.snapshot(alpha, 1, 3, image(1, "docker.io/library/a:1"), image(3, "docker.io/library/c:1"));
        assertThat(references()).containsExactly("a", "c", "d");
        assertThat(agents.asked()).hasSize(1);
        // the agent says itself that it had to drop changes: what follows waits for the snapshot
        agents.delta(
                alpha, InventoryDelta.newBuilder().setEpoch(1).setRevision(5).setGap(true));
        agents.delta(alpha, delta(5, image(5, "docker.io/library/e:1")));
        assertThat(agents.asked()).hasSize(2);
        assertThat(references()).containsExactly("a", "c", "d");
        agents.snapshot(alpha, 1, 5, image(1, "docker.io/library/a:1"), image(6, "docker.io/library/f:1"));
        assertThat(references()).containsExactly("a", "f");
    }

    @Test
    @DisplayName("catalogue 73: old and reordered reports resurrect nothing")
    void oldReportsAreIgnored() {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/a:1"), image(2, "docker.io/library/b:1"));
        AgentSession first = agents.session(alpha);
        InventoryDelta.Builder removal =
                InventoryDelta.newBuilder().setEpoch(1).setRevision(2).addRemovedImages("sha256:" + hex(2));
        agents.delta(alpha, removal);
        // an older snapshot, the same delta again, a delta of the agent's former life
        agents.snapshot(alpha, 1, 1, image(1, "docker.io/library/a:1"), image(2, "docker.io/library/b:1"));
        agents.delta(alpha, delta(2, image(2, "docker.io/library/b:1")));
        agents.delta(alpha, delta(3, image(2, "docker.io/library/b:1")).setEpoch(0));
        agents.snapshot(alpha, 0, 9, image(2, "docker.io/library/b:1"));
        assertThat(references()).containsExactly("a");
        // a session that a newer one replaced
        agents.connect(alpha);
        agents.snapshot(alpha, 1, 2, image(1, "docker.io/library/a:1"));
        agents.book().snapshot(first, FleetFixture.items(1, 7, image(2, "docker.io/library/b:1")));
        agents.book()
                .message(
                        first,
                        AgentMessage.newBuilder()
                                .setDelta(delta(3, image(2, "docker.io/library/b:1")))
                                .build());
        agents.book().disconnected(first, "late");
        assertThat(references()).containsExactly("a");
        assertThat(fleet.host(ADMIN, alpha).state()).isEqualTo(HostState.ONLINE);
    }

    @Test
    @DisplayName("catalogue 41: names, labels, dates and numbers of objects are capped, whatever the agent sends")
    void hostileTextsAreCapped() {
        dev.longshore.wire.Image.Builder bomb = image(1, "docker.io/library/a:1", "not a reference", "x/../y")
                .setCreatedMs(Long.MAX_VALUE)
                .setSizeBytes(-5)
                .addLabels(Pair.newBuilder().setKey("huge").setValue("x".repeat(1_000_000)))
                .addLabels(Pair.newBuilder().setKey("odd").setValue("a\u0000\u001b[31m\u202eb"));
        for (int label = 0; label < 5_000; label++) {
            bomb.addLabels(Pair.newBuilder().setKey("l" + label).setValue("y".repeat(100)));
        }
        List<Object> objects = new ArrayList<>(List.of(
                bomb,
                dev.longshore.wire.Image.newBuilder().setId("x/../../containers/y"),
                container(1, "n".repeat(2_000), 1, "running")));
        for (int number = 0; number < Caps.CONTAINERS + 50; number++) {
            objects.add(container(10 + number, "c" + number, 1, "exited"));
        }
        HostId alpha = agents.host("alpha", objects.toArray());
        assertThat(fleet.images(ADMIN, alpha)).hasSize(1);
        ImageView image = fleet.images(ADMIN, alpha).getFirst();
        assertThat(image.tags()).containsExactly("docker.io/library/a:1");
        assertThat(image.createdAt()).isBefore(Instant.parse("9999-01-01T00:00:00Z"));
        assertThat(image.sizeBytes()).isZero();
        assertThat(image.labelsCapped()).isTrue();
        assertThat(image.labels().get("huge")).hasSizeLessThanOrEqualTo(Caps.LABEL_VALUE);
        assertThat(image.labels().get("odd")).isEqualTo("a\ufffd\ufffd[31m\ufffdb");
        assertThat(new WireText.Labels(image.labels(), true).chars()).isLessThanOrEqualTo(Caps.LABEL_CHARS_PER_OBJECT);
        assertThat(fleet.host(ADMIN, alpha).containers().total()).isEqualTo(Caps.CONTAINERS);
        assertThat(fleet.containers(ADMIN, new ContainerQuery(Set.of(), "nnn", Set.of(), 0, 10))
                        .items()
                        .getFirst()
                        .name())
                .hasSize(Caps.NAME);
    }

    @Test
    void theQuestionsReachTheHostAndItsAnswersAreCapped() {
        HostId alpha = agents.host(
                "alpha",
                image(1, "docker.io/library/a:1"),
                image(2, "docker.io/library/b:1"),
                ByteString.copyFromUtf8("{\"Name\":\"alpha\"}"));
        agents.answer((_, query) -> switch (query.getQuestionCase()) {
            case IMAGE_DETAIL ->
                QueryAnswer.newBuilder()
                        .setImageDetail(ImageDetail.newBuilder()
                                .addEnvNames(Pair.newBuilder().setKey("PATH").setValue("secret"))
                                .addHistory(HistoryEntry.newBuilder()
                                        .setCreatedBy("ADD rootfs")
                                        .setDiffId("sha256:" + hex(1)))
                                .addHistory(HistoryEntry.newBuilder().setCreatedBy("CMD sh"))
                                .addHistory(HistoryEntry.newBuilder()
                                        .setCreatedBy("RUN x")
                                        .setDiffId("sha256:" + hex(1_000_001))))
                        .build();
            case PRUNE_PREVIEW ->
                QueryAnswer.newBuilder()
                        .setPrunePreview(
                                PrunePreview.newBuilder().addImages(image(2)).setReclaimableBytes(7))
                        .build();
            default ->
                QueryAnswer.newBuilder()
                        .setRawJson(ByteString.copyFromUtf8("{}"))
                        .build();
        });
        dev.longshore.inventory.ImageDetail detail = fleet.imageDetail(ADMIN, alpha, ImageId.of(hex(1)));
        assertThat(detail.envNames()).containsExactly("PATH");
        assertThat(detail.architecture()).isEqualTo("amd64");
        assertThat(detail.layers())
                .extracting(layer -> String.join(",", layer.sharedWith()))
                .containsExactly("docker.io/library/b:1", "", "");
        assertThat(fleet.prunePreview(ADMIN, alpha, true).reclaimableBytes()).isEqualTo(7);
        assertThat(fleet.raw(ADMIN, alpha, RawKind.CONTAINER, hex(9))).isEqualTo("{}");
        assertThatThrownBy(() -> fleet.raw(ADMIN, alpha, RawKind.CONTAINER, "x/../../images/y"))
                .isInstanceOf(LongshoreException.class);
        agents.disconnect(alpha);
        assertThat(fleet.raw(ADMIN, alpha, RawKind.INFO, "")).isEqualTo("{\"Name\":\"alpha\"}");
        assertThatThrownBy(() -> fleet.imageDetail(ADMIN, alpha, ImageId.of(hex(1))))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.HOST_OFFLINE));
    }

    @Test
    void whoSeesOneHostSeesNothingOfAnother() {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/a:1"), container(1, "x", 1, "running"));
        HostId beta = agents.host("beta", image(2, "docker.io/library/a:1"), container(2, "y", 2, "running"));
        Actor limited = actor(new Grant(Role.VIEWER, Set.of(alpha)));
        assertThat(fleet.hosts(limited)).extracting(HostView::id).containsExactly(alpha);
        assertThatThrownBy(() -> fleet.host(limited, beta))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.NOT_FOUND));
        ImageRow row = fleet.images(limited, ImageQuery.all()).items().getFirst();
        assertThat(row.cells()).containsOnlyKeys(alpha);
        assertThat(row.drift()).isFalse();
        assertThat(fleet.images(ADMIN, ImageQuery.all()).items().getFirst().drift())
                .isTrue();
        assertThat(fleet.containers(limited, new ContainerQuery(Set.of(beta), "", Set.of(), 0, 10))
                        .total())
                .isZero();
        assertThat(fleet.summary(limited).containers().running()).isEqualTo(1);
        assertThat(fleet.summary(limited).driftingReferences()).isZero();
        assertThat(fleet.recentEvents(limited, 100))
                .extracting(FleetEvent::host)
                .containsOnly(alpha);
    }

    @Test
    void aSlowListenerHoldsNobodyUpAndHearsOfEachHostOnce() throws InterruptedException {
        HostId alpha = agents.host("alpha");
        CountDownLatch go = new CountDownLatch(1);
        List<HostId> slowHeard = new CopyOnWriteArrayList<>();
        List<FleetEvent> quickHeard = new CopyOnWriteArrayList<>();
        try (Fleet.Subscription slow = fleet.subscribe(ADMIN, listener(go, slowHeard, new ArrayList<>()));
                Fleet.Subscription quick = fleet.subscribe(
                        ADMIN, listener(new CountDownLatch(0), new CopyOnWriteArrayList<>(), quickHeard))) {
            for (int revision = 2; revision < 50; revision++) {
                agents.delta(alpha, delta(revision, image(revision, "docker.io/library/a:" + revision)));
            }
            agents.send(
                    alpha,
                    AgentMessage.newBuilder()
                            .setEvents(EngineEvents.newBuilder()
                                    .addEvents(EngineEvent.newBuilder()
                                            .setType("image")
                                            .setAction("pull")
                                            .setName("a"))));
            await().until(() -> !quickHeard.isEmpty());
            assertThat(quickHeard.getFirst().action()).isEqualTo("pull");
            go.countDown();
            await().until(() -> slowHeard.size() >= 2);
            assertThat(slowHeard).hasSizeLessThan(5);
            assertThat(slow).isNotSameAs(quick);
        }
    }

    private static FleetListener listener(CountDownLatch go, List<HostId> hosts, List<FleetEvent> events) {
        return new FleetListener() {
            @Override
            public void changed(HostId host) {
                try {
                    go.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                hosts.add(host);
            }

            @Override
            public void event(FleetEvent event) {
                events.add(event);
            }
        };
    }

    @Test
    void aRemovedHostLeavesTheMatrixAndARenamedOneKeepsIts() {
        HostId alpha = agents.host("alpha", image(1, "docker.io/library/a:1"), container(1, "x", 1, "running"));
        agents.enrol(new EnrolledHost(alpha, "gamma", Map.of(), FleetFixture.ENROLLED_AT, false, NOW));
        assertThat(fleet.image(ADMIN, alpha, ImageId.of(hex(1))).hostName()).isEqualTo("gamma");
        assertThat(fleet.containers(ADMIN, new ContainerQuery(Set.of(), "", Set.of(), 0, 10))
                        .items()
                        .getFirst()
                        .hostName())
                .isEqualTo("gamma");
        agents.remove(alpha);
        assertThat(references()).isEmpty();
        assertThat(fleet.hosts(ADMIN)).isEmpty();
        assertThat(agents.forgotten()).containsExactly(alpha);
        assertThat(ContainerId.of(hex(1)).value()).hasSize(64);
    }

    private List<String> references() {
        return fleet.images(ADMIN, ImageQuery.all()).items().stream()
                .map(ImageRow::repository)
                .toList();
    }

    @Test
    void whoMayNotReadRawDocumentsIsRefusedAndThatIsRecorded() {
        HostId alpha = agents.host("alpha");
        Actor viewer = actor(Grant.everywhere(Role.VIEWER));

        assertThatThrownBy(() -> fleet.raw(viewer, alpha, RawKind.INFO, ""))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("RAW_INSPECT");

        verify(agents.audit())
                .record(viewer, "host.raw", alpha.value(), Map.of("what", "info", "id", ""), false, "refused", null);
    }

    @Test
    void hostsWithTheSameImageShareWhatTheyReportAlike() {
        Image.Builder same = image(1, "docker.io/library/a:1")
                .addDigests("docker.io/library/a@sha256:" + hex(9))
                .addLabels(Pair.newBuilder().setKey("team").setValue("blue"));
        ImageView one = agents.fleet()
                .images(Actor.system(), agents.host("alpha", same))
                .getFirst();
        ImageView other =
                agents.fleet().images(Actor.system(), agents.host("beta", same)).getFirst();

        assertThat(one.host()).isNotEqualTo(other.host());
        assertThat(one.identity()).isSameAs(other.identity());
        assertThat(one.tags()).isSameAs(other.tags());
        assertThat(one.digests()).isSameAs(other.digests());
        assertThat(one.labels()).isSameAs(other.labels());
    }

    private static InventoryDelta.Builder delta(int revision, Image.Builder image) {
        return InventoryDelta.newBuilder().setEpoch(1).setRevision(revision).addImages(image);
    }
}
