package dev.holdfast.node.resource;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Everything under {@code holdfast.resource}.
 *
 * @param callersAtMost so many callers may wait for one resource; more are turned away
 * @param ownershipPatience how long an entity waits for its shard before it gives up
 * @param barrierPatience how long an answer waits for its barrier
 * @param idleAfter an entity that was not asked anything for so long, and owes nothing, goes to sleep
 * @param keeperPing how often each node sees to it that every shard has its keeper
 * @param wakeAfter a resource that owes something and has not moved for so long is woken
 * @param wakeAgain how long after a wake-up without progress it is woken again
 * @param wakeBurst so many resources of a shard are woken at once
 */
public record ResourceSettings(
        int callersAtMost,
        Duration ownershipPatience,
        Duration barrierPatience,
        Duration idleAfter,
        Duration keeperPing,
        Duration wakeAfter,
        Duration wakeAgain,
        int wakeBurst) {

    public static ResourceSettings from(Config root) {
        Config config = root.getConfig("holdfast.resource");
        return new ResourceSettings(
                positive(config, "callers-at-most"),
                duration(config, "ownership-patience"),
                duration(config, "barrier-patience"),
                duration(config, "idle-after"),
                duration(config, "keeper-ping"),
                duration(config, "wake-after"),
                duration(config, "wake-again"),
                positive(config, "wake-burst"));
    }

    private static int positive(Config config, String key) {
        int value = config.getInt(key);
        if (value <= 0) {
            throw new ConfigException.BadValue("holdfast.resource." + key, "must be positive, not " + value);
        }
        return value;
    }

    private static Duration duration(Config config, String key) {
        Duration value = config.getDuration(key);
        if (value.isNegative() || value.isZero()) {
            throw new ConfigException.BadValue("holdfast.resource." + key, "must be positive, not " + value);
        }
        return value;
    }
}
