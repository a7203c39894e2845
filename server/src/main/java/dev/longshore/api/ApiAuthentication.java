package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.access.ApiTokens;
import dev.longshore.access.SignIn;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the {@code Authorization} header, and nothing else: no cookie, no parameter. {@code Bearer} everywhere, {@code
 * Basic} only where a token is made.
 */
final class ApiAuthentication extends OncePerRequestFilter {

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final ApiTokens tokens;
    private final SignIn signIn;
    private final ProblemWriter problems;

    ApiAuthentication(ApiTokens tokens, SignIn signIn, ProblemWriter problems) {
        this.tokens = tokens;
        this.signIn = signIn;
        this.problems = problems;
    }

    /** A stream's later dispatches are of the request that was let in. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication;
        try {
            authentication = authenticate(request);
        } catch (LongshoreException refused) {
            problems.write(refused, response);
            return;
        }
        if (authentication != null) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(authentication);
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }

    private @Nullable Authentication authenticate(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return tokens.authenticate(header.substring(BEARER.length()).strip());
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            if (!makesToken(request)) {
                throw new LongshoreException(
                        ErrorCode.UNAUTHENTICATED,
                        "name and password are taken by POST " + TokenController.PATH + " only",
                        "Make a token there, and send it as Authorization: Bearer.");
            }
            return basic(header.substring(BASIC.length()).strip(), request.getRemoteAddr());
        }
        throw new LongshoreException(ErrorCode.UNAUTHENTICATED, "only Bearer and Basic are known");
    }

    private static boolean makesToken(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getRequestURI().equals(TokenController.PATH);
    }

    private Authentication basic(String encoded, String peer) {
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw new LongshoreException(ErrorCode.BAD_CREDENTIALS, "the Basic credentials are not base64", notBase64);
        }
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            throw new LongshoreException(ErrorCode.BAD_CREDENTIALS, "the Basic credentials hold no password");
        }
        return signIn.check(decoded.substring(0, colon), decoded.substring(colon + 1), Actor.Method.BASIC, peer);
    }
}
