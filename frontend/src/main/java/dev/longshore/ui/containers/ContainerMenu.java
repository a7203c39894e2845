package dev.longshore.ui.containers;

import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import dev.longshore.inventory.ContainerView;
import dev.longshore.ui.kit.Texts;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What can be done with a container, behind one small button; no button where that is nothing. */
final class ContainerMenu extends MenuBar {

    ContainerMenu(
            ContainerView container,
            Predicate<ContainerView> mayCommit,
            Consumer<ContainerView> commit,
            Predicate<ContainerView> mayExport,
            Consumer<ContainerView> export) {
        addThemeVariants(MenuBarVariant.TERTIARY, MenuBarVariant.SMALL);
        addClassName("ls-row-menu");
        boolean commits = mayCommit.test(container);
        boolean exports = mayExport.test(container);
        if (!commits && !exports) {
            return;
        }
        var more = addItem("⋮");
        more.setAriaLabel(Texts.of("containers.acts", container.name()));
        var menu = more.getSubMenu();
        if (commits) {
            menu.addItem(Texts.of("imageCommit.action"), _ -> commit.accept(container));
        }
        if (exports) {
            menu.addItem(Texts.of("containerExport.action"), _ -> export.accept(container));
        }
    }
}
