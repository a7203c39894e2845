package dev.longshore.ui.images;

import dev.longshore.inventory.ImageQuery;
import dev.longshore.inventory.ImageQuery.Sort;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.UrlState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** What the images view shows, exactly as its address says it: a link reproduces the view. */
record ImagesFilter(
        Set<HostId> hosts,
        String text,
        boolean drift,
        boolean dangling,
        boolean unused,
        boolean updates,
        Mode mode,
        Sort sort,
        boolean descending) {

    static final ImagesFilter ALL =
            new ImagesFilter(Set.of(), "", false, false, false, false, Mode.MATRIX, Sort.REFERENCE, false);

    private static final int MAX_TEXT = 200;

    /** A row per reference with a column per host, or a row per image and host. */
    enum Mode {
        MATRIX,
        LIST
    }

    ImagesFilter {
        hosts = Set.copyOf(hosts);
    }

    /** What the address says; whatever is not understood counts as not said. */
    static ImagesFilter of(UrlState address) {
        var hosts = new LinkedHashSet<HostId>();
        for (String text : address.all("host")) {
            try {
                hosts.add(HostId.of(text));
            } catch (LongshoreException _) {
                // an old or mangled link: show what can be shown
            }
        }
        var text = address.text("q");
        var show = address.all("show");
        return new ImagesFilter(
                hosts,
                text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text,
                show.contains("drift"),
                show.contains("dangling"),
                show.contains("unused"),
                show.contains("updates"),
                address.text("view").equals("list") ? Mode.LIST : Mode.MATRIX,
                sortOf(address.text("sort")),
                address.text("order").equals("desc"));
    }

    private static Sort sortOf(String text) {
        for (Sort sort : Sort.values()) {
            if (sort.name().toLowerCase(Locale.ROOT).equals(text)) {
                return sort;
            }
        }
        return Sort.REFERENCE;
    }

    /** Writes it into the address; what is as usual is left out. */
    void write(UrlState address) {
        var show = new ArrayList<String>();
        if (drift) {
            show.add("drift");
        }
        if (dangling) {
            show.add("dangling");
        }
        if (unused) {
            show.add("unused");
        }
        if (updates) {
            show.add("updates");
        }
        address.set("q", text)
                .set("host", hosts.stream().map(HostId::value).sorted().toList())
                .set("show", show)
                .set("view", mode == Mode.LIST ? "list" : "")
                .set("sort", sort == Sort.REFERENCE ? "" : sort.name().toLowerCase(Locale.ROOT))
                .set("order", descending ? "desc" : "");
    }

    ImageQuery query(int page, int size) {
        return new ImageQuery(hosts, text, drift, dangling, unused, updates, sort, descending, page, size);
    }

    /** Whether anything narrows the list. */
    boolean narrows() {
        return !hosts.isEmpty() || !text.isEmpty() || drift || dangling || unused || updates;
    }

    ImagesFilter withHosts(Set<HostId> wanted) {
        return new ImagesFilter(wanted, text, drift, dangling, unused, updates, mode, sort, descending);
    }

    ImagesFilter withText(String wanted) {
        return new ImagesFilter(hosts, wanted.strip(), drift, dangling, unused, updates, mode, sort, descending);
    }

    ImagesFilter withDrift(boolean wanted) {
        return new ImagesFilter(hosts, text, wanted, dangling, unused, updates, mode, sort, descending);
    }

    ImagesFilter withDangling(boolean wanted) {
        return new ImagesFilter(hosts, text, drift, wanted, unused, updates, mode, sort, descending);
    }

    ImagesFilter withUnused(boolean wanted) {
        return new ImagesFilter(hosts, text, drift, dangling, wanted, updates, mode, sort, descending);
    }

    ImagesFilter withUpdates(boolean wanted) {
        return new ImagesFilter(hosts, text, drift, dangling, unused, wanted, mode, sort, descending);
    }

    ImagesFilter withMode(Mode wanted) {
        return new ImagesFilter(hosts, text, drift, dangling, unused, updates, wanted, sort, descending);
    }

    ImagesFilter withSort(Sort wanted, boolean down) {
        return new ImagesFilter(hosts, text, drift, dangling, unused, updates, mode, wanted, down);
    }
}
