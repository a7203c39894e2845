package dev.longshore.ui.audit;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.audit.AuditEntry;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.Map;

/** Lines of the audit, a row each. */
final class AuditGrid extends Grid<AuditEntry> {

    private static final String RESULT = """
            <span class="ls-state ${item.tone}"><span class="ls-dot" aria-hidden="true"></span><span>${item.word}</span></span>""";

    private transient Map<String, String> names = Map.of();

    AuditGrid() {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-audit-grid");
        setSizeFull();
        setSelectionMode(SelectionMode.NONE);
        addColumn(LitRenderer.<AuditEntry>of("<longshore-moment at=\"${item.at}\"></longshore-moment>")
                        .withProperty("at", entry -> Long.toString(entry.at().toEpochMilli())))
                .setHeader(Texts.of("audit.time"))
                .setWidth("9.5rem")
                .setFlexGrow(0);
        addColumn(entry -> entry.actor().isEmpty() ? Texts.of("audit.nobody") : entry.actor())
                .setHeader(Texts.of("audit.actor"))
                .setWidth("8rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<AuditEntry>of("<span class=\"ls-mono\">${item.action}</span>")
                        .withProperty("action", AuditEntry::action))
                .setHeader(Texts.of("audit.action"))
                .setRowHeader(true)
                .setWidth("10rem")
                .setFlexGrow(0);
        addColumn(this::object)
                .setHeader(Texts.of("audit.object"))
                .setWidth("16rem")
                .setFlexGrow(2)
                .setTooltipGenerator(AuditEntry::object);
        addColumn(LitRenderer.<AuditEntry>of(RESULT)
                        .withProperty("tone", entry -> tone(entry).css())
                        .withProperty("word", AuditGrid::word))
                .setHeader(Texts.of("audit.result"))
                .setWidth("9rem")
                .setFlexGrow(0);
        addColumn(AuditEntry::peer)
                .setHeader(Texts.of("audit.peer"))
                .setWidth("9rem")
                .setFlexGrow(1);
        addColumn(entry -> Long.toString(entry.seq()))
                .setHeader(Texts.of("audit.seq"))
                .setWidth("5rem")
                .setFlexGrow(0);
    }

    /** Hosts go by their names while they exist. */
    void names(Map<String, String> hostNames) {
        names = Map.copyOf(hostNames);
    }

    /** What was acted upon; for an operation the host and what was to be done there. */
    private String object(AuditEntry entry) {
        var object = names.getOrDefault(entry.object(), entry.object());
        var what = entry.parameters().getOrDefault("what", "");
        return what.isEmpty() || what.equals(object) ? object : object + " · " + what;
    }

    private static Tone tone(AuditEntry entry) {
        if (!entry.allowed()) {
            return Tone.BAD;
        }
        return switch (entry.result()) {
            case "succeeded" -> Tone.OK;
            case "failed", "refused" -> Tone.BAD;
            case "intent" -> Tone.INFO;
            default -> Tone.STALE;
        };
    }

    private static String word(AuditEntry entry) {
        var key = "audit.result." + entry.result();
        return Texts.has(key) ? Texts.of(key) : entry.result();
    }
}
