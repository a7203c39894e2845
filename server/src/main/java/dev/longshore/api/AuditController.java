package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.audit.AuditEntry;
import dev.longshore.audit.AuditLog;
import dev.longshore.audit.AuditVerdict;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit, for who may see it. */
@RestController
@RequestMapping("/api/v1/audit")
final class AuditController {

    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * A page, newest first.
     *
     * @param before what to ask for next, or null at the end
     */
    record AuditPage(List<AuditEntry> items, @Nullable Long before) {}

    @GetMapping
    AuditPage list(
            Actor actor,
            @RequestParam(name = "q", defaultValue = "") String text,
            @RequestParam(name = "before", defaultValue = "9223372036854775807") long before,
            @RequestParam(name = "size", defaultValue = "100") int size) {
        List<AuditEntry> items = audit.list(actor, text, before, size);
        return new AuditPage(items, items.isEmpty() ? null : items.getLast().seq());
    }

    /** Whether the chain of hashes is whole, and which line is the first bad one. */
    @GetMapping("/verification")
    AuditVerdict verify(Actor actor) {
        return audit.verify(actor);
    }

    /** Everything, one JSON object per line. */
    @GetMapping("/export")
    void export(Actor actor, HttpServletResponse response) throws IOException {
        // asked before anything is sent, so that a refusal is a problem and not half a file
        audit.list(actor, "", 1, 1);
        response.setContentType("application/x-ndjson");
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Content-Disposition", "attachment; filename=\"longshore-audit.jsonl\"");
        PrintWriter writer = response.getWriter();
        audit.export(actor, writer);
        writer.flush();
    }
}
