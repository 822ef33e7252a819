package dev.holdfast.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything under {@code holdfast.regions}.
 *
 * @param file names the other regions' nodes; none when this node knows no other region
 * @param lookAgain how often the file is looked at
 * @param trust by whose certificates the other regions' nodes are known; plaintext when empty
 * @param plaintextBeyondLoopback whether it was said in words that other machines may be spoken to in the clear
 * @param callsAtMost so many calls and streams are under way to one region
 * @param connectWithin a region none of whose nodes could be reached for so long is refused at once
 */
public record RegionSettings(
        Optional<Path> file,
        Duration lookAgain,
        Optional<Path> trust,
        boolean plaintextBeyondLoopback,
        int callsAtMost,
        Duration connectWithin) {

    /** @throws ConfigException naming the setting and the rule that it breaks */
    public static RegionSettings from(Config root) {
        return new RegionSettings(
                path(root, "holdfast.regions.file"),
                duration(root, "holdfast.regions.look-again"),
                path(root, "holdfast.regions.trust"),
                EdgeSettings.toldInWords(root),
                positive(root, "holdfast.regions.calls-at-most"),
                duration(root, "holdfast.regions.connect-within"));
    }

    private static Optional<Path> path(Config root, String key) {
        String value = root.getString(key);
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
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
        if (!value.isPositive()) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }
}
