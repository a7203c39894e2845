package dev.longshore.ui;

import dev.longshore.access.Accounts;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.access.SignIn;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.test.context.support.WithSecurityContext;
import org.springframework.security.test.context.support.WithSecurityContextFactory;

/** Signs a test in with a real account of this role, as name and password would. */
@Retention(RetentionPolicy.RUNTIME)
@WithSecurityContext(factory = SignedIn.Factory.class)
public @interface SignedIn {

    /** The account's role. */
    Role value() default Role.ADMIN;

    /** Makes the account at first use. */
    final class Factory implements WithSecurityContextFactory<SignedIn> {

        private static final String PASSWORD = "correct horse battery";

        private final Accounts accounts;
        private final SignIn signIn;

        Factory(Accounts accounts, SignIn signIn) {
            this.accounts = accounts;
            this.signIn = signIn;
        }

        @Override
        public SecurityContext createSecurityContext(SignedIn signedIn) {
            String name = signedIn.value() == Role.ADMIN ? "anna" : "victor";
            boolean known = accounts.list(Actor.system()).stream()
                    .anyMatch(account -> account.name().equals(name));
            if (!known) {
                accounts.create(Actor.system(), name, PASSWORD, signedIn.value());
            }
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(signIn.check(name, PASSWORD, Actor.Method.SESSION, "127.0.0.1"));
            return context;
        }
    }
}
