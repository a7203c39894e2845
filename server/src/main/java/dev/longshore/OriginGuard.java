package dev.longshore;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other sites' pages from acting with the cookie of a person who is signed in here. A WebSocket has to say that it
 * comes from a page of this origin: browsers let any page open one and send the cookie along. Other requests that change
 * something are refused if they say that they come from elsewhere; CSRF tokens are checked besides.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455, 10.2</a>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class OriginGuard extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final LongshoreSettings settings;

    OriginGuard(LongshoreSettings settings) {
        this.settings = settings;
    }

    /** Agents are no browsers; their servlets answer on their own port only, where no cookie means anything. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getServletPath().startsWith("/agent/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean refused = isWebSocket(request)
                ? origin == null || !isOwn(origin, request)
                : origin != null && !SAFE.contains(request.getMethod()) && !isOwn(origin, request);
        if (refused) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            response.setContentLength(0);
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isWebSocket(HttpServletRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    private boolean isOwn(String origin, HttpServletRequest request) {
        URI from = parsed(origin);
        if (from == null || from.getHost() == null) {
            return false;
        }
        boolean https = "https".equals(from.getScheme());
        if (!https && (settings.tls() || !"http".equals(from.getScheme()))) {
            return false;
        }
        if (!from.getHost().equalsIgnoreCase(bracketed(request.getServerName()))) {
            return false;
        }
        // Behind a proxy that ends TLS and is not named as trusted, the scheme is not known here: either default will
        // do.
        int own = request.getServerPort();
        int port = from.getPort();
        return port < 0 ? own == 80 || own == 443 : port == own;
    }

    private static @Nullable URI parsed(String origin) {
        try {
            return new URI(origin);
        } catch (URISyntaxException wrong) {
            return null;
        }
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
