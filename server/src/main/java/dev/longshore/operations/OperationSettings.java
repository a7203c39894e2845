package dev.longshore.operations;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of operations, {@code longshore.operations.*}.
 *
 * @param perHost how many run on one host at a time; the others wait in a queue
 * @param queuePerHost how many may wait for one host
 * @param acceptWithin how long an agent that is connected may take to accept a command
 * @param returnWithin how long a host whose connection broke is waited for before its work counts as interrupted
 * @param inventoryWithin how long to wait for a returned host's inventory, to say what became of interrupted work
 * @param keep how long ended operations are kept
 */
@ConfigurationProperties("longshore.operations")
record OperationSettings(
        @DefaultValue("3") int perHost,
        @DefaultValue("500") int queuePerHost,
        @DefaultValue("60s") Duration acceptWithin,
        @DefaultValue("10m") Duration returnWithin,
        @DefaultValue("30s") Duration inventoryWithin,
        @DefaultValue("90d") Duration keep) {}
