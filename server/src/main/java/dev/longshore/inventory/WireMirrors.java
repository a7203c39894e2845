package dev.longshore.inventory;

import dev.longshore.model.ListChange;
import dev.longshore.model.ListEdit;
import dev.longshore.model.SafeText;
import dev.longshore.wire.MirrorsPreview;

/** Changes of registries as they are said to an agent, and what it says of them: untrusted, so it is cut. */
public final class WireMirrors {

    private static final int MOST_DIFF_CHARS = 70_000;

    private WireMirrors() {}

    /** A change of one list. */
    public static dev.longshore.wire.ListEdit edit(ListEdit<?> edit) {
        return dev.longshore.wire.ListEdit.newBuilder()
                .setReplace(edit.replace())
                .addAllAdd(edit.add().stream().map(Object::toString).toList())
                .addAllRemove(edit.remove().stream().map(Object::toString).toList())
                .build();
    }

    /** A list before and after. */
    public static ListChange change(dev.longshore.wire.ListChange wire) {
        return new ListChange(WireText.texts(wire.getBeforeList()), WireText.texts(wire.getAfterList()));
    }

    static dev.longshore.inventory.MirrorsPreview preview(HostView host, MirrorsPreview wire) {
        return new dev.longshore.inventory.MirrorsPreview(
                host.id(),
                host.name(),
                WireText.text(wire.getFile()),
                WireText.name(wire.getFileDigest()),
                change(wire.getMirrors()),
                change(wire.getInsecure()),
                SafeText.block(wire.getDiff(), MOST_DIFF_CHARS),
                wire.getEngineDiffers(),
                wire.getRestartNeeded(),
                WireText.text(wire.getNote()));
    }
}
