package dev.holdfast.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * How much the edge takes on.
 *
 * @param callsAtMost so many run at once; as many may wait for an operation beside them
 * @param watchesAtMost so many are open at once
 * @param callsPerSecond what one project may begin in the long run
 * @param burst what one project may begin at once after it was quiet
 * @param projectsRemembered so many projects are told apart; those beyond share one account
 */
public record EdgeLimits(int callsAtMost, int watchesAtMost, int callsPerSecond, int burst, int projectsRemembered) {
    /** @throws ConfigException naming the setting and the rule that it breaks */
    public static EdgeLimits from(Config root) {
        return new EdgeLimits(
                positive(root, "holdfast.edge.calls-at-most"),
                positive(root, "holdfast.edge.watches-at-most"),
                positive(root, "holdfast.edge.project.calls-per-second"),
                positive(root, "holdfast.edge.project.burst"),
                positive(root, "holdfast.edge.project.remembered"));
    }

    private static int positive(Config root, String key) {
        int value = root.getInt(key);
        if (value <= 0) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }
}
