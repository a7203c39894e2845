package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.Mockito.mock;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.link.Agents;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

@DisplayName("catalogue 18: a file between a person and hosts is that person's alone")
class ForeignFilesTest {

    private static final Actor ANN = admin(1, "ann");
    private static final Actor ROOT = admin(2, "root");
    private static final OperationId ID = OperationId.of("op-" + "0".repeat(25) + "1");

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    ForeignFilesTest() {
        beans.registerSingleton("agents", mock(Agents.class));
    }

    private static Actor admin(long id, String name) {
        return new Actor(id, name, List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "1");
    }

    private static LiveOperation operation(Task task) {
        LiveOperation.Part part = new LiveOperation.Part(HostId.of("h-00000000000000a1"), "alpha");
        return new LiveOperation(ID, task, ANN, null, Instant.EPOCH, false, null, List.of(part));
    }

    /** At once: whoever is let in waits for hosts. */
    private static void nothingThere(Executable act) {
        assertThatThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(20), act))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    @DisplayName("no administrator fetches what somebody else saves, and its owner still can")
    void download() throws InterruptedException {
        Exports exports = new Exports(beans.getBeanProvider(Agents.class));
        Task.Save save = new Task.Save(List.of(ImageRef.of("app:1")), Compression.NONE);
        exports.expect(operation(save), save.compression());

        nothingThere(() -> exports.write(ROOT, ID, new ByteArrayOutputStream()));

        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread ann = Thread.ofPlatform().start(() -> {
            try {
                exports.write(ANN, ID, new ByteArrayOutputStream());
            } catch (LongshoreException why) {
                thrown.set(why);
            }
        });
        await().atMost(Duration.ofSeconds(20))
                .until(() -> EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED)
                        .contains(ann.getState()));
        exports.ended(ID, null);
        ann.join();
        assertThat(thrown).hasNullValue();
    }

    @Test
    @DisplayName("no administrator brings the file that somebody else loads, and its owner still can")
    void upload() {
        Imports imports = new Imports(beans.getBeanProvider(Agents.class), FileSettings.USUAL);
        LiveOperation operation = operation(new Task.Load("app.tar", false));
        imports.expect(operation);

        nothingThere(() -> imports.read(ROOT, ID, InputStream.nullInputStream()));

        operation.parts().forEach(part -> imports.ended(ID, part.host, null));
        nothingThere(() -> imports.read(ANN, ID, InputStream.nullInputStream()));
    }
}
