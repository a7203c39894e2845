package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.textfield.TextArea;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.wire.Failure;
import dev.longshore.wire.ListChange;
import dev.longshore.wire.MirrorsPreview;
import dev.longshore.wire.MirrorsTask;
import dev.longshore.wire.QueryAnswer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The dialog that sets registries of engines: what it shows of which host, and what it then asks of whom. */
class MirrorsDialogTest extends PageTest {

    private static final String SEEN = "sha256:" + "a".repeat(64);
    private static final String EVIL = "<img src=x onerror=alert(1)>";

    @Autowired
    private ImageDialogs dialogs;

    private HarbourScene scene;

    @BeforeEach
    void ships() {
        scene = scene();
        for (String name : List.of("alpha", "beta", "gamma")) {
            harbour.obey(scene.id(name));
        }
        agents.answer((host, question) -> host.equals(id("beta")) ? denied() : previewed(host.equals(id("gamma"))));
    }

    private HostId id(String host) {
        return scene.id(host);
    }

    private static QueryAnswer denied() {
        return QueryAnswer.newBuilder()
                .setFailure(Failure.newBuilder()
                        .setCode("POLICY_DENIED")
                        .setReason("not allowed there")
                        .setRemedy("Write allow: [daemon-config] on that host."))
                .build();
    }

    private static QueryAnswer previewed(boolean same) {
        MirrorsPreview.Builder preview = MirrorsPreview.newBuilder()
                .setFile("/etc/docker/daemon.json")
                .setFileDigest(SEEN)
                .setMirrors(ListChange.newBuilder().addAfter("https://m.example"));
        if (!same) {
            preview.setDiff("--- f\n+++ f\n@@ -1,2 +1,2 @@\n {\n-\"" + EVIL + "\"\n+\"new line\"\n")
                    .setRestartNeeded(true)
                    .setNote("may not be signalled");
        }
        return QueryAnswer.newBuilder().setMirrors(preview).build();
    }

    private MirrorsDialog open() {
        navigate(ImagesView.class);
        dialogs.mirrors(Set.of(id("alpha"), id("beta"), id("gamma")));
        roundTrip();
        return find(MirrorsDialog.class).single();
    }

    private TextArea mirrors() {
        return find(TextArea.class).all().getFirst();
    }

    @Test
    @SignedIn
    @DisplayName("shows each host's difference as text, or why not, and changes only the files that it showed")
    void shows() {
        MirrorsDialog dialog = open();
        assertThat(dialog.actButton().isEnabled()).isFalse();
        test(mirrors()).setValue("https://m.example\n");
        await(() -> textOf(dialog).contains("new line")
                && textOf(dialog).contains("is so already")
                && textOf(dialog).contains("allow: [daemon-config]"));
        assertThat(textOf(dialog)).contains(EVIL, "restart needed", "may not be signalled");
        assertThat(hasMarkup()).isFalse();
        assertThat(dialog.actButton().getText()).isEqualTo("Set on 1 host");

        test(dialog.actButton()).click();
        roundTrip();
        await(() -> agents.commands(id("alpha")).size() == 1);
        MirrorsTask task = agents.commands(id("alpha")).getFirst().getMirrors();
        assertThat(task.getFileDigest()).isEqualTo(SEEN);
        assertThat(task.getMirrors().getAddList()).containsExactly("https://m.example");
        assertThat(task.getMirrors().getReplace()).isFalse();
        assertThat(task.getInsecure().getReplace()).isFalse();
        assertThat(agents.commands(id("beta"))).isEmpty();
        assertThat(agents.commands(id("gamma"))).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("a whole list replaces what hosts have, also by nothing")
    void replaces() {
        MirrorsDialog dialog = open();
        test(find(Checkbox.class).all().getFirst()).click();
        await(() -> dialog.actButton().isEnabled());
        test(dialog.actButton()).click();
        roundTrip();
        await(() -> agents.commands(id("alpha")).size() == 1);
        MirrorsTask task = agents.commands(id("alpha")).getFirst().getMirrors();
        assertThat(task.getMirrors().getReplace()).isTrue();
        assertThat(task.getMirrors().getAddList()).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("says at the field what is no address, and asks nobody")
    void addresses() {
        MirrorsDialog dialog = open();
        test(mirrors()).setValue("mirror.example");
        roundTrip();
        assertThat(mirrors().isInvalid()).isTrue();
        assertThat(mirrors().getErrorMessage()).contains("https://mirror.example");
        assertThat(dialog.actButton().isEnabled()).isFalse();
        assertThat(dialog.requests()).isEmpty();
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("is offered to nobody without the right")
    void viewers() {
        assertThat(dialogs.offers(dev.longshore.access.Permission.HOST_CONFIGURE))
                .isFalse();
    }
}
