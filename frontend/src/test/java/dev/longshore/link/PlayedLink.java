package dev.longshore.link;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Puts the played agents in the place of the real ones. */
@TestConfiguration(proxyBeanMethods = false)
public class PlayedLink {

    @Bean
    @Primary
    PlayedAgents playedAgents(Sessions sessions, Streams streams, Inventories inventories) {
        return new PlayedAgents(sessions, streams, inventories);
    }
}
