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
 * @param idleAfter an entity that was not asked anything for so long, and owes nothing, goes to sleep, before twice
 *     that time is over
 * @param keeperPing how often each node sees to it that every shard has its keeper
 * @param ownerlessAlarm a shard whose owner has not answered for so long is told of
 * @param wakeAfter a resource that owes something and has not moved for so long is woken
 * @param wakeAgain how long after a wake-up without progress it is woken again
 * @param wakeBurst so many resources of a shard are woken at once
 * @param wakeAtOnce so many resources of all shards of a node are woken at once
 * @param keptChanges so many of a shard's latest changes are kept for watchers that come back
 */
public record ResourceSettings(
        int callersAtMost,
        Duration ownershipPatience,
        Duration barrierPatience,
        Duration idleAfter,
        Duration keeperPing,
        Duration ownerlessAlarm,
        Duration wakeAfter,
        Duration wakeAgain,
        int wakeBurst,
        int wakeAtOnce,
        int keptChanges) {

    /** @throws ConfigException naming the setting in full and the rule that it breaks */
    public static ResourceSettings from(Config root) {
        return new ResourceSettings(
                callersAtMost(root),
                duration(root, "holdfast.resource.ownership-patience"),
                duration(root, "holdfast.resource.barrier-patience"),
                duration(root, "holdfast.resource.idle-after"),
                duration(root, "holdfast.resource.keeper-ping"),
                ownerlessAlarm(root),
                duration(root, "holdfast.resource.wake-after"),
                duration(root, "holdfast.resource.wake-again"),
                positive(root, "holdfast.resource.wake-burst"),
                positive(root, "holdfast.resource.wake-at-once"),
                positive(root, "holdfast.resource.kept-changes"));
    }

    /** Behind a persist wait callers, and what partners and timers say; half the stash is for each. */
    private static int callersAtMost(Config root) {
        String key = "holdfast.resource.callers-at-most";
        int most = root.getInt("pekko.persistence.typed.stash-capacity") / 2;
        int value = positive(root, key);
        if (value > most) {
            throw new ConfigException.BadValue(
                    key, "must be at most " + most + ", half of pekko.persistence.typed.stash-capacity, not " + value);
        }
        return value;
    }

    /** An owner that is asked less often would be told of although it is there. */
    private static Duration ownerlessAlarm(Config root) {
        String key = "holdfast.resource.ownerless-alarm";
        Duration alarm = duration(root, key);
        Duration ping = duration(root, "holdfast.resource.keeper-ping");
        if (alarm.compareTo(ping) <= 0) {
            throw new ConfigException.BadValue(
                    key,
                    "must be longer than holdfast.resource.keeper-ping, " + ping.toMillis() + "ms, not "
                            + alarm.toMillis() + "ms");
        }
        return alarm;
    }

    private static int positive(Config root, String key) {
        int value = root.getInt(key);
        if (value <= 0) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }

    private static Duration duration(Config root, String key) {
        Duration value = root.getDuration(key);
        if (value.isNegative() || value.isZero()) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }
}
