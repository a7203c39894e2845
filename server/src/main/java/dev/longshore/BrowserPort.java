package dev.longshore;

import java.util.List;
import java.util.Set;
import org.apache.catalina.util.NetMaskSet;
import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.stereotype.Component;

/** The session cookie, and whose word on the caller's address is taken. */
@Component
final class BrowserPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final LongshoreSettings settings;

    BrowserPort(LongshoreSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        Session session = factory.getSettings().getSession();
        // never in the URL, where logs and referrers would carry it
        session.setTrackingModes(Set.of(Session.SessionTrackingMode.COOKIE));
        Cookie cookie = session.getCookie();
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(Cookie.SameSite.LAX);
        if (settings.tls()) {
            // browsers take a cookie of this prefix only over HTTPS, from this host, for every path
            cookie.setName("__Host-longshore");
            cookie.setSecure(true);
        } else {
            // Tomcat adds Secure by itself when a trusted proxy says that the browser speaks HTTPS
            cookie.setName("longshore");
        }
        if (!settings.trustedProxies().isEmpty()) {
            factory.addEngineValves(forwarding(settings.trustedProxies()));
        }
    }

    private static RemoteIpValve forwarding(List<String> networks) {
        String joined = String.join(",", networks);
        try {
            NetMaskSet.parse(joined);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    "LONGSHORE_TRUSTED_PROXIES: write networks as 10.0.0.0/8 or addresses, separated by commas; got "
                            + joined,
                    wrong);
        }
        RemoteIpValve valve = new RemoteIpValve();
        valve.setInternalProxies(joined);
        valve.setTrustedProxies(joined);
        valve.setRemoteIpHeader("X-Forwarded-For");
        valve.setProtocolHeader("X-Forwarded-Proto");
        valve.setHostHeader("X-Forwarded-Host");
        valve.setPortHeader("X-Forwarded-Port");
        return valve;
    }
}
