package dev.longshore.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContainerListTest {

    private static final HostId ALPHA = HostId.of("h-0000000000000001");
    private static final HostId BETA = HostId.of("h-0000000000000002");

    private final ContainerList list = new ContainerList();

    @Test
    void containersOfAllHostsAreInOneOrderHoweverTheyCame() {
        list.update(Map.of(), map(container(ALPHA, 1, "web", "running"), container(ALPHA, 2, "cron", "exited")));
        list.update(Map.of(), map(container(BETA, 1, "db", "running"), container(BETA, 3, "web", "running")));

        assertThat(names(query("", Set.of(), Set.of()), null))
                .containsExactly("cron alpha", "db beta", "web alpha", "web beta");
    }

    @Test
    void whatChangedMovesAndWhatWentIsGone() {
        ContainerView web = container(ALPHA, 1, "web", "running");
        ContainerView cron = container(ALPHA, 2, "cron", "exited");
        list.update(Map.of(), map(web, cron));
        assertThat(names(query("", Set.of(), Set.of("running")), null)).containsExactly("web alpha");

        ContainerView renamed = container(ALPHA, 1, "app", "running");
        list.update(map(web, cron), map(renamed, cron));
        assertThat(names(query("", Set.of(), Set.of()), null)).containsExactly("app alpha", "cron alpha");

        ContainerView started = container(ALPHA, 2, "cron", "running");
        list.update(map(renamed, cron), map(renamed, started));
        assertThat(names(query("", Set.of(), Set.of("running")), null)).containsExactly("app alpha", "cron alpha");

        list.update(map(renamed, started), Map.of());
        assertThat(list.page(query("", Set.of(), Set.of()), null).total()).isZero();
    }

    @Test
    void aPageIsOfWhatTheQueryAsksForAndTheActorSees() {
        list.update(Map.of(), map(container(ALPHA, 1, "web", "running"), container(ALPHA, 2, "cron", "exited")));
        list.update(Map.of(), map(container(BETA, 1, "db", "running"), container(BETA, 3, "web", "running")));

        assertThat(names(query("WEB", Set.of(), Set.of()), null)).containsExactly("web alpha", "web beta");
        assertThat(names(query("", Set.of(BETA), Set.of()), null)).containsExactly("db beta", "web beta");
        assertThat(names(query("", Set.of(BETA), Set.of()), Set.of(ALPHA))).isEmpty();
        assertThat(names(query("", Set.of(), Set.of()), Set.of(ALPHA))).containsExactly("cron alpha", "web alpha");
        Page<ContainerView> second = list.page(new ContainerQuery(Set.of(), "", Set.of(), 1, 3), null);
        assertThat(second.items()).extracting(ContainerView::name).containsExactly("web");
        assertThat(second.total()).isEqualTo(4);
        assertThat(list.page(new ContainerQuery(Set.of(), "", Set.of(), 9, 3), null)
                        .items())
                .isEmpty();
    }

    @Test
    void sortedOtherwiseTheyStayInTheOrderOfNamesWhereTheyAreAlike() {
        list.update(Map.of(), map(container(ALPHA, 1, "web", "running"), container(ALPHA, 2, "cron", "exited")));
        list.update(Map.of(), map(container(BETA, 1, "db", "running"), container(BETA, 3, "app", "running")));

        assertThat(names(sorted(ContainerQuery.Sort.STATE, false), null))
                .containsExactly("cron alpha", "app beta", "db beta", "web alpha");
        assertThat(names(sorted(ContainerQuery.Sort.HOST, true), null))
                .containsExactly("app beta", "db beta", "cron alpha", "web alpha");
        assertThat(names(sorted(ContainerQuery.Sort.NAME, true), null))
                .containsExactly("web alpha", "db beta", "cron alpha", "app beta");
        for (ContainerQuery.Sort sort : ContainerQuery.Sort.values()) {
            assertThat(names(sorted(sort, false), null)).hasSize(4);
        }
    }

    private static ContainerQuery sorted(ContainerQuery.Sort sort, boolean descending) {
        return new ContainerQuery(Set.of(), "", Set.of(), false, sort, descending, 0, 100);
    }

    private List<String> names(ContainerQuery query, @Nullable Set<HostId> hosts) {
        return list.page(query, hosts).items().stream()
                .map(container -> container.name() + " " + container.hostName())
                .toList();
    }

    private static ContainerQuery query(String text, Set<HostId> hosts, Set<String> states) {
        return new ContainerQuery(hosts, text, states, 0, 100);
    }

    private static Map<ContainerId, ContainerView> map(ContainerView... containers) {
        Map<ContainerId, ContainerView> map = new LinkedHashMap<>();
        for (ContainerView container : containers) {
            map.put(container.id(), container);
        }
        return map;
    }

    private static ContainerView container(HostId host, int number, String name, String state) {
        return new ContainerView(
                host,
                host.equals(ALPHA) ? "alpha" : "beta",
                ContainerId.of("%064x".formatted(number)),
                name,
                "nginx:1",
                "",
                "",
                state,
                "",
                "",
                Instant.EPOCH,
                null,
                null,
                "runc",
                "",
                0,
                0,
                "",
                "",
                List.of(),
                Map.of());
    }
}
