package dev.longshore.audit;

import dev.longshore.access.AccessEvent;
import dev.longshore.access.Account;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes down what happens to accounts, sessions and tokens, in the transaction of the change itself. */
@Component
final class AccessAudit {

    private final AuditLog audit;

    AccessAudit(AuditLog audit) {
        this.audit = audit;
    }

    @EventListener
    void on(AccessEvent event) {
        switch (event) {
            case AccessEvent.SignedIn _ -> done(event, "login", event.actor().name(), Map.of());
            case AccessEvent.SignedOut _ -> done(event, "logout", event.actor().name(), Map.of());
            case AccessEvent.SignInRefused refused ->
                refused(event, "login", refused.actor().name(), Map.of("reason", refused.reason()));
            case AccessEvent.SetupRefused refused ->
                refused(event, "account.setup", "", Map.of("reason", refused.reason()));
            case AccessEvent.SetupDone done ->
                done(event, "account.setup", done.account().name(), roles(done.account()));
            case AccessEvent.AccountCreated created ->
                done(event, "account.create", created.account().name(), roles(created.account()));
            case AccessEvent.AccountChanged changed ->
                done(
                        event,
                        "account.change",
                        changed.after().name(),
                        Map.of(
                                "role",
                                        changed.before().role() + " -> "
                                                + changed.after().role(),
                                "enabled",
                                        changed.before().enabled() + " -> "
                                                + changed.after().enabled()));
            case AccessEvent.PasswordChanged changed ->
                done(event, "account.password", changed.account().name(), Map.of());
            case AccessEvent.TokenCreated created ->
                done(
                        event,
                        "token.create",
                        Long.toString(created.token().id()),
                        Map.of("name", created.token().name()));
            case AccessEvent.TokenRevoked revoked ->
                done(event, "token.revoke", Long.toString(revoked.tokenId()), Map.of());
            case AccessEvent.Refused refused ->
                refused(
                        event,
                        refused.what(),
                        "",
                        Map.of("needed", refused.needed().name()));
        }
    }

    private void done(AccessEvent event, String action, String object, Map<String, String> parameters) {
        audit.record(event.actor(), action, object, parameters, true, "succeeded", null);
    }

    private void refused(AccessEvent event, String action, String object, Map<String, String> parameters) {
        audit.record(event.actor(), action, object, parameters, false, "refused", null);
    }

    private static Map<String, String> roles(Account account) {
        return Map.of("role", account.role().name());
    }
}
