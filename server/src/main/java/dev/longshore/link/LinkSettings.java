package dev.longshore.link;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Times of the link, {@code longshore.link.*}; the defaults fit all but tests.
 *
 * @param heartbeat how often both ends ask for a sign of life; two without one end a session
 * @param certificateLife of an agent's certificate, which is renewed half-way
 * @param tokenLife of a join token
 */
@ConfigurationProperties("longshore.link")
record LinkSettings(
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("24h") Duration certificateLife,
        @DefaultValue("15m") Duration tokenLife) {}
