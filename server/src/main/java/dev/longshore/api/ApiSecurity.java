package dev.longshore.api;

import dev.longshore.access.ApiTokens;
import dev.longshore.access.SignIn;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** The API and the actuator: stateless, by token; 401 and never a redirect. */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {

    @Bean
    @Order(1)
    SecurityFilterChain apiChain(HttpSecurity http, ApiTokens tokens, SignIn signIn, ProblemWriter problems)
            throws Exception {
        return http.securityMatcher("/api/**", "/actuator/**")
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // nothing here is believed because of a cookie
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(anonymous -> anonymous.principal("anonymous"))
                // written by SecurityHeaders for every response
                .headers(headers -> headers.defaultsDisabled().cacheControl(cache -> {}))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, "/actuator/health")
                                .permitAll()
                                .requestMatchers(HttpMethod.HEAD, "/actuator/health")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .exceptionHandling(handling -> handling.authenticationEntryPoint((_, response, _) -> problems.write(
                                new LongshoreException(ErrorCode.UNAUTHENTICATED, "no API token was sent"), response))
                        .accessDeniedHandler((_, response, _) ->
                                problems.write(new LongshoreException(ErrorCode.FORBIDDEN, "not allowed"), response)))
                .addFilterBefore(new ApiAuthentication(tokens, signIn, problems), AuthorizationFilter.class)
                .addFilterAfter(new BodyLimit(problems), AuthorizationFilter.class)
                .addFilterAfter(new BrokenBodies(), AuthorizationFilter.class)
                .build();
    }
}
