package dev.longshore;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** Leaves the agent port to the link, which knows agents by their certificates; sessions and passwords mean nothing there. */
@Configuration(proxyBeanMethods = false)
class AgentPortSecurity {

    @Bean
    @Order(0)
    SecurityFilterChain agentPortChain(HttpSecurity http, LongshoreSettings settings) throws Exception {
        return http.securityMatcher(request -> request.getLocalPort() == settings.agentPort())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }
}
