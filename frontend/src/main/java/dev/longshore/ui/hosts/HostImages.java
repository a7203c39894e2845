package dev.longshore.ui.hosts;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.session.UiActor;
import java.util.Comparator;
import java.util.List;

/** The images of a host, each once. */
final class HostImages extends Div implements HostPart {

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final Grid<ImageView> grid = new Grid<>();

    HostImages(Fleet fleet, UiActor actors, HostView host) {
        this.fleet = fleet;
        this.actors = actors;
        addClassName("ls-fill");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.setEmptyStateText(getTranslation("table.nothing"));
        grid.addComponentColumn(HostImages::tags)
                .setHeader(getTranslation("images.tags"))
                .setComparator(Comparator.comparing(HostImages::firstTag))
                .setFlexGrow(4);
        grid.addComponentColumn(HostImages::id)
                .setHeader(getTranslation("images.id"))
                .setWidth("130px")
                .setFlexGrow(0)
                .setKey("id");
        grid.addColumn(image -> Bytes.of(image.sizeBytes()))
                .setHeader(getTranslation("images.size"))
                .setComparator(Comparator.comparingLong(ImageView::sizeBytes))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("100px")
                .setFlexGrow(0);
        grid.addColumn(image -> image.sharedBytes() < 0 ? "–" : Bytes.of(image.sizeBytes() - image.sharedBytes()))
                .setHeader(getTranslation("images.unique"))
                .setComparator(Comparator.comparingLong(image -> image.sizeBytes() - image.sharedBytes()))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("100px")
                .setFlexGrow(0)
                .setKey("unique");
        grid.addComponentColumn(image -> new Age(image.createdAt()))
                .setHeader(getTranslation("images.created"))
                .setComparator(Comparator.comparing(ImageView::createdAt))
                .setWidth("100px")
                .setFlexGrow(0);
        grid.addColumn(HostImages::users)
                .setHeader(getTranslation("images.usedBy"))
                .setFlexGrow(2)
                .setKey("users");
        Narrow.watch(
                grid,
                narrow -> List.of("id", "unique", "users")
                        .forEach(key -> grid.getColumnByKey(key).setVisible(!narrow)));
        add(grid);
        show(host);
    }

    @Override
    public void refresh(HostView host, Changes changes) {
        if (!changes.hosts().isEmpty()) {
            show(host);
        }
    }

    private void show(HostView host) {
        grid.setItems(fleet.images(actors.current(), host.id()));
    }

    private static String firstTag(ImageView image) {
        return image.tags().isEmpty() ? "￿" : image.tags().getFirst();
    }

    /** Tags as people write them; each leads to its row in the matrix. */
    private static Div tags(ImageView image) {
        Div cell = new Div();
        cell.addClassName("ls-tags");
        if (image.dangling()) {
            Span none = new Span("<none>");
            none.addClassName("ls-dim");
            cell.add(none);
        }
        image.tags().forEach(tag -> cell.add(link(familiar(tag))));
        return cell;
    }

    private static Anchor link(String tag) {
        String query = QueryParameters.simple(java.util.Map.of("q", tag)).getQueryString();
        return new Anchor("images?" + query, tag);
    }

    /** {@code docker.io/library/nginx:1.27} as people write it, {@code nginx:1.27}. */
    static String familiar(String tag) {
        return tag.startsWith("docker.io/library/")
                ? tag.substring("docker.io/library/".length())
                : tag.startsWith("docker.io/") ? tag.substring("docker.io/".length()) : tag;
    }

    private static Span id(ImageView image) {
        Span id = new Span(image.id().shortForm());
        id.addClassName("ls-mono");
        id.getElement().setAttribute("title", image.id().value());
        return id;
    }

    private static String users(ImageView image) {
        return String.join(
                ", ",
                image.usedBy().stream()
                        .map(use -> use.running() ? "● " + use.name() : use.name())
                        .toList());
    }
}
