package dev.holdfast.node.watch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Everything under {@code holdfast.watch}.
 *
 * @param unreadChangesAtMost so many changes wait for a watcher that does not read
 * @param unreadWithin how long something may wait for a watcher that reads nothing
 * @param heardWithin a watch that has not heard of one of its shards for so long ends
 * @param progressEvery how often a watcher is told how far it has come
 */
public record WatchSettings(
        int unreadChangesAtMost, Duration unreadWithin, Duration heardWithin, Duration progressEvery) {
    private static final String HEARD = "holdfast.watch.heard-within";
    private static final String PROGRESS = "holdfast.watch.progress-every";

    /** @throws ConfigException naming the setting in full and the rule that it breaks */
    public static WatchSettings from(Config root) {
        Duration heard = duration(root, HEARD);
        Duration progress = duration(root, PROGRESS);
        if (heard.compareTo(progress) <= 0) {
            throw new ConfigException.BadValue(
                    HEARD,
                    "must be longer than " + PROGRESS + ", "
                            + root.getValue(PROGRESS).unwrapped());
        }
        return new WatchSettings(
                positive(root, "holdfast.watch.unread-changes-at-most"),
                duration(root, "holdfast.watch.unread-within"),
                heard,
                progress);
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
