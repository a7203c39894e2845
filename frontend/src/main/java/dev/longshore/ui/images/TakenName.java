package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import dev.longshore.access.Permission;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/** Says whether the name for an image that is to be made is another image's on its host, and lets a person decide. */
final class TakenName extends Div {

    private final transient ImageDialogs dialogs;
    private final Div notes = new Div();
    private final Checkbox overwrite = new Checkbox(Texts.of("tag.overwrite", 1));

    TakenName(ImageDialogs dialogs) {
        this.dialogs = dialogs;
        overwrite.addClassName("ls-overwrite");
        notes.addClassName("ls-notes");
        add(notes, overwrite);
        clear();
    }

    /** There is no name, or no host. */
    void clear() {
        notes.removeAll();
        overwrite.setVisible(false);
        setVisible(false);
    }

    /** Looks whom the name names there. */
    void look(HostId host, String hostName, ImageRef name) {
        look(host, hostName, List.of(name));
    }

    /** Looks whom each of the names names there. */
    void look(HostId host, String hostName, List<ImageRef> names) {
        clear();
        for (ImageRef name : names) {
            var named = dialogs.named(host, name);
            if (named != null) {
                note(Texts.of("tag.namesOther", name.familiar(), named.shortForm(), hostName), "ls-warn-text");
            }
        }
        if (notes.getComponentCount() == 0) {
            return;
        }
        setVisible(true);
        boolean allowed = dialogs.may(Permission.IMAGE_TAG_OVERWRITE, host);
        overwrite.setVisible(allowed);
        if (!allowed) {
            note(Texts.of("tag.mayNotOverwrite"), "ls-dim");
        }
    }

    private void note(String text, String css) {
        var line = new Div(text);
        line.addClassName(css);
        notes.add(line);
    }

    /** Whether it was decided to take the name. */
    boolean overwrite() {
        return overwrite.isVisible() && overwrite.getValue();
    }
}
