package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that were renamed. To go on with a default where somebody has chosen a value would be a silent change of
 * what they run, so a node that is given one does not start, and names the successor.
 *
 * @param successors the full key of today for each full key that is gone
 */
record RetiredSettings(Map<String, String> successors) {
    /** Nothing has been renamed yet; whoever renames a setting adds it here. */
    static final RetiredSettings NONE = new RetiredSettings(Map.of());

    RetiredSettings {
        successors = Map.copyOf(successors);
        KnownSettings known = KnownSettings.ofThisVersion();
        successors.forEach((retired, successor) -> {
            if (known.contains(retired)) {
                throw new IllegalArgumentException(retired + " is retired and still in reference.conf");
            }
            if (!known.contains(successor)) {
                throw new IllegalArgumentException(
                        successor + ", the successor of " + retired + ", is not in reference.conf");
            }
        });
    }

    /** @throws ConfigException naming the retired setting and its successor */
    void refuse(Config config) {
        new TreeMap<>(successors).forEach((retired, successor) -> {
            if (config.hasPathOrNull(retired)) {
                throw new ConfigException.BadValue(retired, "is retired; set " + successor + " instead");
            }
        });
    }
}
