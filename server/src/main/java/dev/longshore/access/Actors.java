package dev.longshore.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Service;

/** Turns what Spring Security established into an {@link Actor}; read in one class of the page and one of the API only. */
@Service
public class Actors {

    /**
     * The actor of an authenticated request.
     *
     * @throws dev.longshore.model.LongshoreException {@code UNAUTHENTICATED} if nobody is signed in, or the account was
     *     disabled since
     */
    public Actor of(Authentication authentication, HttpServletRequest request) {
        throw new UnsupportedOperationException();
    }
}
