package dev.holdfast.node.log;

import java.time.Duration;

/**
 * How long callers of the log wait. Each layer outlasts the one below it, so that the one that knows decides: the
 * store's own time-out, then this, then Pekko's breaker.
 *
 * @param append from arrival, queue included, until a caller is told unavailable or unknown
 * @param cooldown how long after being fenced the node first takes the same shard again under the same Pekko shard;
 *     doubled each time
 * @param cooldownAtMost where doubling ends
 */
public record LogTimeouts(Duration append, Duration cooldown, Duration cooldownAtMost) {
    public static final LogTimeouts DEFAULT =
            new LogTimeouts(Duration.ofSeconds(8), Duration.ofSeconds(1), Duration.ofMinutes(1));
}
