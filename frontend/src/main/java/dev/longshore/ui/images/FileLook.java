package dev.longshore.ui.images;

import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.FileReport;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/**
 * What is in a file that was chosen, and what its names mean on the hosts, before anything of it is sent: the browser reads
 * the file's names, sizes and small documents, and the server says the rest.
 */
@JsModule("context://longshore/archive.js")
final class FileLook extends Div {

    private static final int MOST_SHOWN = 20;

    private final transient ImageDialogs dialogs;
    private String description = "";

    FileLook(ImageDialogs dialogs) {
        this.dialogs = dialogs;
        addClassName("ls-notes");
        setVisible(false);
    }

    /** Another file was chosen, or none: what the page's script found in it; empty if that can't be told. */
    void described(String found) {
        description = found;
    }

    /** Looks what it means on these hosts. */
    void show(List<HostId> hosts) {
        removeAll();
        setVisible(!description.isEmpty() && !hosts.isEmpty());
        if (!isVisible()) {
            return;
        }
        try {
            var report = dialogs.checks().lookAt(dialogs.actor(), hosts, description);
            report.images().stream().limit(MOST_SHOWN).forEach(this::tell);
            if (report.images().size() > MOST_SHOWN) {
                line(Texts.of("imageLoad.more", report.images().size() - MOST_SHOWN), "ls-dim");
            }
        } catch (LongshoreException wrong) {
            boolean other = wrong.code() == ErrorCode.BAD_ARCHIVE;
            line(other ? Texts.of("imageLoad.noSave", wrong.reason()) : wrong.reason(), "ls-warn-text");
        }
    }

    private void tell(FileReport.InFile image) {
        var names = image.references().isEmpty()
                ? Texts.of("imageLoad.nameless")
                : Texts.list(
                        image.references().stream()
                                .map(reference -> ImageRef.of(reference).familiar())
                                .toList(),
                        4);
        line(names + " · " + image.platform() + " · " + Bytes.of(image.bytes()), "");
        for (var there : image.hosts()) {
            if (!there.taken().isEmpty()) {
                var taken = there.taken().stream()
                        .map(reference -> ImageRef.of(reference).familiar())
                        .toList();
                line(Texts.of("imageLoad.taken", Texts.list(taken, 4), there.hostName()), "ls-warn-text");
            } else if (there.present()) {
                line(Texts.of("imageLoad.present", there.hostName()), "ls-dim");
            }
            if (!there.runs()) {
                line(Texts.of("imageLoad.runsNot", there.hostName(), image.platform()), "ls-warn-text");
            }
        }
    }

    private void line(String text, String css) {
        var line = new Div(new Span(text));
        if (!css.isEmpty()) {
            line.addClassName(css);
        }
        add(line);
    }
}
