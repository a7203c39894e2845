package dev.longshore.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.audit.AuditEntry;
import dev.longshore.audit.AuditLog;
import dev.longshore.model.HostId;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.ErrorNote;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

class AuditViewTest extends PageTest {

    private static final int OBJECT = 3;
    private static final int RESULT = 4;

    @Autowired
    private AuditLog log;

    @Autowired
    private TransactionTemplate transaction;

    private AuditGrid grid() {
        return find(AuditGrid.class).single();
    }

    private List<AuditEntry> rows() {
        return IntStream.range(0, test(grid()).size())
                .mapToObj(row -> test(grid()).getRow(row))
                .toList();
    }

    private void record(String action, String object, String result) {
        log.record(Actor.system(), action, object, Map.of(), true, result, null);
    }

    @Test
    @SignedIn
    @DisplayName("the newest line comes first, hosts go by their names, and results are in words")
    void lines() {
        HostId host = harbour.enrol("alpha", "");
        record("image.pull", host.value(), "cancelled");
        record("image.pull", "h-gone", "failed");
        open("audit?q=image.pull", AuditView.class);

        assertThat(test(grid()).getCellText(0, OBJECT)).isEqualTo("h-gone");
        assertThat(test(grid()).getCellText(1, OBJECT)).isEqualTo("alpha");
        assertThat(test(grid()).getLitRendererPropertyValue(1, RESULT, "word", String.class))
                .isEqualTo("cancelled");
        assertThat(rows()).allMatch(row -> row.action().equals("image.pull"));
    }

    @Test
    @SignedIn
    @DisplayName("of a long audit the newest lines are read, and older ones on demand")
    void older() {
        // in one transaction, which costs one write to the disk
        transaction.executeWithoutResult(
                _ -> IntStream.range(0, 205).forEach(line -> record("test.older", "line " + line, "succeeded")));
        open("audit?q=test.older", AuditView.class);
        assertThat(rows()).hasSize(200);
        assertThat(rows().getFirst().object()).isEqualTo("line 204");

        test(find(Button.class).withText("Older lines").single()).click();
        assertThat(rows()).hasSize(205);
        assertThat(rows().getLast().object()).isEqualTo("line 0");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer gets no line of the audit, and is told what it needs")
    void viewer() {
        record("secret.deed", "somewhere", "succeeded");
        open("audit", AuditView.class);
        assertThat(find(ErrorNote.class).exists()).isTrue();
        assertThat(find(AuditGrid.class).exists()).isFalse();
        assertThat(pageText()).contains("AUDIT_VIEW").doesNotContain("secret.deed");
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33: markup in an object stays text, also in a line's details")
    void markup() {
        String evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>";
        log.record(Actor.system(), "test.markup", evil, Map.of("reason", evil), false, "refused", null);
        open("audit?q=test.markup", AuditView.class);
        assertThat(test(grid()).getCellText(0, OBJECT)).isEqualTo(evil);
        grid().setDetailsVisible(rows().getFirst(), true);
        roundTrip();
        assertThat(hasMarkup()).isFalse();
    }
}
