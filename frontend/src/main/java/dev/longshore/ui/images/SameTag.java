package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one of an image's tags names on the other hosts: the same image, or another one. */
final class SameTag {

    private final Fleet fleet;
    private final Actor actor;
    private final ImageView image;
    private final String tag;

    SameTag(Fleet fleet, Actor actor, ImageView image, String tag) {
        this.fleet = fleet;
        this.actor = actor;
        this.image = image;
        this.tag = tag;
    }

    List<Div> lines() {
        var query = new ImageQuery(
                Set.of(), ImageNames.familiar(tag), false, false, false, ImageQuery.Sort.REFERENCE, false, 0, 1000);
        return fleet.images(actor, query).items().stream()
                .filter(row -> row.key().equals(tag) && row.cells().size() > 1)
                .map(this::line)
                .toList();
    }

    private Div line(ImageRow row) {
        var mine = row.cells().get(image.host());
        var line = new Div();
        line.addClassName("ls-elsewhere-tag");
        var name = new Span(ImageNames.familiar(tag));
        name.addClassName("ls-ref-name");
        line.add(name);
        if (row.drift()) {
            var drift = new Span("≠ " + Texts.of("images.drift"));
            drift.addClassName("ls-drift");
            line.add(drift);
        }
        var chips = new ArrayList<Div>();
        for (HostView host : fleet.hosts(actor)) {
            var cell = row.cells().get(host.id());
            if (cell == null || host.id().equals(image.host())) {
                continue;
            }
            var chip = new Anchor(
                    ImageDetailView.path(host.id(), cell.id()),
                    cell.shownDigest()
                            .substring(0, Math.min(7, cell.shownDigest().length())));
            chip.addClassNames("ls-digest", DigestLook.of(cell.variant(), cell.shownDigest()));
            boolean same = mine != null && mine.variant() == cell.variant();
            chips.add(new Div(new Span(host.name()), chip, new Span(Texts.of(same ? "image.same" : "image.differs"))));
        }
        chips.forEach(chip -> chip.addClassName("ls-elsewhere-host"));
        line.add(chips.toArray(Div[]::new));
        return line;
    }
}
