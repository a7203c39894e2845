package dev.longshore.ui.images;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.server.streams.DownloadEvent;
import dev.longshore.access.Actor;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.ArchiveName;
import dev.longshore.operations.Exports;
import dev.longshore.ui.live.Ask;
import java.io.IOException;

/** Has the browser fetch the file of a save: a link that clicks itself, and goes when the file has come. */
final class FileLink {

    private FileLink() {}

    static void follow(UI ui, Exports exports, Actor actor, OperationId operation, String fileName) {
        var link = new Anchor();
        link.setHref((DownloadEvent event) -> send(event, link, exports, actor, operation, fileName));
        link.getElement().setAttribute("download", true).setAttribute("aria-hidden", "true");
        link.addClassName("ls-file-link");
        ui.add(link);
        link.getElement().executeJs("this.click()");
    }

    private static void send(
            DownloadEvent event, Anchor link, Exports exports, Actor actor, OperationId operation, String fileName)
            throws IOException {
        var ui = event.getUI();
        event.setFileName(fileName);
        event.setContentType(ArchiveName.type(fileName));
        try {
            exports.write(actor, operation, event.getOutputStream());
        } catch (LongshoreException broken) {
            // the operation says why; without a cause, since some causes count as the browser's going
            throw new IOException("the download broke off: " + broken.code());
        } finally {
            Ask.tell(ui, link::removeFromParent); // the tab may have gone: its download has not
        }
    }
}
