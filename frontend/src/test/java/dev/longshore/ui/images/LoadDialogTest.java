package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the dialog that brings files asks for. */
class LoadDialogTest extends PageTest {

    @Autowired
    private ImageDialogs dialogs;

    @Test
    @SignedIn
    @DisplayName("a root filesystem has no name and no settings of its own, so that they are asked for")
    void root() {
        scene();
        navigate(ImagesView.class);
        dialogs.load(Set.of());
        roundTrip();
        assertThat(find(TextField.class).withLabel("Name of the image").exists())
                .isFalse();

        assertThat(shows(Div.class, "makes an image of its own")).isFalse();
        RadioButtonGroup<?> content = find(RadioButtonGroup.class).single();
        test(content).selectItem("A root filesystem, as docker export writes it");

        assertThat(find(TextField.class).withLabel("Name of the image").exists())
                .isTrue();
        assertThat(find(TextField.class).withLabel("Message").exists()).isTrue();
        assertThat(shows(Div.class, "makes an image of its own")).isTrue();
        assertThat(find(TextArea.class).withLabel("Changes of its settings").exists())
                .isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("a file that was looked into says its platform and size, and which names mean other images where")
    void look() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);
        FileLook look = new FileLook(dialogs);
        String config = "a".repeat(64) + ".json";
        String manifest = "[{'Config':'" + config + "','RepoTags':['nginx:1.27','new/app:1'],'Layers':['layer.tar']}]";
        String described =
                "{'os':'linux','architecture':'s390x','rootfs':{'diff_ids':['sha256:" + "a".repeat(64) + "']}}";
        look.described("{\"entries\":[[\"layer.tar\",5242880]],\"documents\":{\"manifest.json\":" + quoted(manifest)
                + ",\"" + config + "\":" + quoted(described) + "}}");
        look.show(List.of(scene.id("alpha")));
        String said = look.getElement().getTextRecursively();
        assertThat(said).contains("nginx:1.27", "new/app:1", "linux/s390x", "5");
        assertThat(said).contains("nginx:1.27 means another image on alpha");

        look.described("{}");
        look.show(List.of(scene.id("alpha")));
        assertThat(look.getElement().getTextRecursively()).contains("not a docker save archive", "no manifest.json");
    }

    private static String quoted(String json) {
        return '"' + json.replace("'", "\\\"") + '"';
    }
}
