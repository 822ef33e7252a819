package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.shared.Names;
import dev.holdfast.node.edge.EdgeSettings;
import dev.holdfast.node.log.LogConfig;
import dev.holdfast.node.region.SizeSettings;
import dev.holdfast.node.resource.ResourceSettings;
import dev.holdfast.node.watch.WatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * All that a node is told at its start.
 *
 * @param config Holdfast's and Pekko's settings, complete
 * @param readyWithin the node gives up when it has not acquired every shard by then
 */
public record NodeSettings(Config config, String region, EdgeSettings edge, Duration readyWithin) {
    /**
     * @param over what is set on the command line or in a file; wins over everything else
     * @throws ConfigException naming the setting and the rule that it breaks: its own, or that it is one that is known
     */
    public static NodeSettings from(Config over) {
        return from(over, RetiredSettings.NONE);
    }

    /** @param retired settings that were renamed: to set one is refused */
    static NodeSettings from(Config over, RetiredSettings retired) {
        Config config = ConfigFactory.defaultOverrides()
                .withFallback(over)
                .withFallback(ConfigFactory.parseResources("node.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        retired.refuse(config);
        KnownSettings.ofThisVersion().refuseOthers(config);
        // Those who use these read them for themselves; read here too, a bad one is told before anything has started.
        var _ = LogConfig.from(config);
        var _ = ResourceSettings.from(config);
        var _ = WatchSettings.from(config);
        var _ = SizeSettings.from(config);
        return new NodeSettings(config, region(config), EdgeSettings.from(config), readyWithin(config));
    }

    /** A node that keeps its log in this folder. */
    public static Config in(Path folder) {
        return ConfigFactory.parseMap(Map.of(
                "holdfast.log.rocksdb.directory",
                folder.resolve("log").toAbsolutePath().toString()));
    }

    private static String region(Config config) {
        String region = config.getString("holdfast.region");
        if (!Names.isName(region)) {
            throw new ConfigException.BadValue("holdfast.region", "must match " + Names.RULE + ", not " + region);
        }
        return region;
    }

    private static Duration readyWithin(Config config) {
        Duration within = config.getDuration("holdfast.node.ready-within");
        if (within.isNegative() || within.isZero()) {
            throw new ConfigException.BadValue("holdfast.node.ready-within", "must be positive, not " + within);
        }
        return within;
    }
}
