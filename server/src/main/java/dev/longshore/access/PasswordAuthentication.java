package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.Serial;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Lets Spring Security's form login ask {@link SignIn}. */
@Component
final class PasswordAuthentication implements AuthenticationProvider {

    private final SignIn signIn;

    PasswordAuthentication(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        Object password = asked.getCredentials();
        String peer =
                asked.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
        try {
            return signIn.check(
                    asked.getName(),
                    password == null ? "" : password.toString(),
                    Actor.Method.SESSION,
                    peer == null ? "" : peer);
        } catch (LongshoreException refused) {
            throw translated(refused);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private static AuthenticationException translated(LongshoreException refused) {
        ErrorCode code = refused.code();
        if (code == ErrorCode.BAD_CREDENTIALS) {
            return new BadCredentialsException(refused.reason(), refused);
        }
        if (code == ErrorCode.RATE_LIMITED) {
            return new TooManyTries(refused);
        }
        return new InternalAuthenticationServiceException(refused.reason(), refused);
    }

    private static final class TooManyTries extends AuthenticationException {

        @Serial
        private static final long serialVersionUID = 1;

        TooManyTries(LongshoreException refused) {
            super(refused.reason(), refused);
        }
    }
}
