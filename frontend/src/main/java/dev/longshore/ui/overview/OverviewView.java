package dev.longshore.ui.overview;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.ui.kit.PageView;
import jakarta.annotation.security.PermitAll;

/** The first page: what is wrong, where, since when, and what to do. */
@Route("")
@PermitAll
final class OverviewView extends PageView {

    OverviewView() {
        super("nav.overview");
    }

    @Override
    protected void entered(BeforeEnterEvent event) {}
}
