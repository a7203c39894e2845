package dev.longshore.link;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/** Puts the agent port's servlets in place. */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

    @Bean
    ServletRegistrationBean<HttpServlet> membershipServlet(Issuing issuing, Admission admission, Clock clock) {
        return servlet(
                "membership",
                new MembershipServlet(issuing, admission, clock),
                AgentPaths.ENROL,
                AgentPaths.RENEW,
                AgentPaths.NONCE,
                AgentPaths.RECOVER);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> controlServlet(Admission admission, Sessions sessions, LinkSettings settings) {
        return servlet("control", new ControlServlet(admission, sessions, settings), AgentPaths.CONTROL);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> streamServlet(Admission admission, Streams streams, Listeners listeners) {
        return servlet("streams", new StreamServlet(admission, streams, listeners), AgentPaths.STREAMS + "/*");
    }

    /** Agents prove themselves by certificate, in the servlets; accounts and CSRF tokens are the browsers' affair. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain agentPortSecurity(AgentPort port) {
        return new DefaultSecurityFilterChain(
                (HttpServletRequest request) -> request.getLocalPort() == port.port(), List.of());
    }

    private static ServletRegistrationBean<HttpServlet> servlet(String name, HttpServlet servlet, String... paths) {
        ServletRegistrationBean<HttpServlet> bean = new ServletRegistrationBean<>(servlet, paths);
        bean.setName(AgentPaths.SERVLET_PREFIX + name);
        bean.setLoadOnStartup(1);
        bean.setAsyncSupported(true);
        return bean;
    }
}
