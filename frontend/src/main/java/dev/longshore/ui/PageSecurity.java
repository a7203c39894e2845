package dev.longshore.ui;

import com.vaadin.flow.spring.security.VaadinDefaultRequestCache;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import dev.longshore.access.SignOut;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer.AuthorizedUrl;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.security.web.RedirectStrategy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;

/** The page: sessions, sign-in by form, CSRF tokens; views are closed unless they say otherwise. */
@Configuration(proxyBeanMethods = false)
class PageSecurity {

    @Bean
    @Order(2)
    @SuppressWarnings("NullAway") // without a parameter's name the kept request is looked for each time
    SecurityFilterChain pageChain(HttpSecurity http, SignOut signOut, VaadinDefaultRequestCache wanted)
            throws Exception {
        HttpSessionRequestCache kept = new HttpSessionRequestCache();
        kept.setMatchingRequestParameterName(null); // else "?continue" stays in the address after the sign-in
        wanted.setDelegateRequestCache(kept);
        RedirectStrategy redirect = new DefaultRedirectStrategy();
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/longshore/**", SessionCheck.PATH)
                        .permitAll())
                // the others are in SecurityHeaders, for every response; static files may be cached
                .headers(headers -> headers.defaultsDisabled()
                        .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                                new NegatedRequestMatcher(PathPatternRequestMatcher.pathPattern("/longshore/**")),
                                new CacheControlHeadersWriter())))
                .sessionManagement(session -> session.sessionFixation(fixation -> fixation.changeSessionId()))
                // named here too, else Spring puts a login page of its own before ours
                .formLogin(form -> form.loginPage("/login")
                        .failureHandler((request, response, fault) -> redirect.sendRedirect(
                                request, response, "/login?error" + (tooEarly(fault) ? "=wait" : ""))))
                .with(
                        VaadinSecurityConfigurer.vaadin(),
                        // an address without a page comes to NotFoundView, once it is known who asks
                        page -> page.loginView(LoginView.class)
                                .anyRequest(AuthorizedUrl::authenticated)
                                .addLogoutHandler(signOut))
                .build();
    }

    @Bean
    ServletRegistrationBean<SessionCheck> sessionCheck() {
        return new ServletRegistrationBean<>(new SessionCheck(), SessionCheck.PATH);
    }

    private static boolean tooEarly(AuthenticationException fault) {
        return fault.getCause() instanceof LongshoreException known && known.code() == ErrorCode.RATE_LIMITED;
    }
}
