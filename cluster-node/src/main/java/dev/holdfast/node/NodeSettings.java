package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.edge.EdgeSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * All that a node is told at its start.
 *
 * @param config Holdfast's and Pekko's settings, complete
 * @param readyWithin the node gives up when it has not acquired every shard by then
 */
public record NodeSettings(Config config, String region, EdgeSettings edge, Duration readyWithin) {
    /**
     * @param over what is set on the command line or in a file; wins over everything else
     * @throws ConfigException naming the setting and the rule that it breaks
     */
    public static NodeSettings from(Config over) {
        Config config = ConfigFactory.defaultOverrides()
                .withFallback(over)
                .withFallback(ConfigFactory.parseResources("node.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        String region = config.getString("holdfast.region");
        if (!dev.holdfast.core.shared.Names.isName(region)) {
            throw new ConfigException.BadValue(
                    "holdfast.region", "must match " + dev.holdfast.core.shared.Names.RULE + ", not " + region);
        }
        return new NodeSettings(
                config, region, EdgeSettings.from(config), config.getDuration("holdfast.node.ready-within"));
    }

    /** A node that keeps its log in this folder. */
    public static Config in(Path folder) {
        return ConfigFactory.parseMap(java.util.Map.of(
                "holdfast.log.rocksdb.directory",
                folder.resolve("log").toAbsolutePath().toString()));
    }
}
