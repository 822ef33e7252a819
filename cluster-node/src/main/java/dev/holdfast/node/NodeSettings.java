package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.shared.Names;
import dev.holdfast.node.edge.EdgeSettings;
import dev.holdfast.node.edge.RegionSettings;
import dev.holdfast.node.log.LogConfig;
import dev.holdfast.node.membership.ClusterSettings;
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
 * @param cluster how it finds the other nodes of its region
 * @param readyWithin the node gives up when not every shard has an owner that answers by then
 */
public record NodeSettings(
        Config config, String region, ClusterSettings cluster, EdgeSettings edge, Duration readyWithin) {
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
        LogConfig log = LogConfig.from(config);
        var _ = ResourceSettings.from(config);
        var _ = WatchSettings.from(config);
        var _ = SizeSettings.from(config);
        var _ = RegionSettings.from(config);
        ClusterSettings cluster = ClusterSettings.from(config);
        refuseAStoreOfItsOwn(cluster, log);
        return new NodeSettings(
                cluster.pekko().withFallback(config),
                region(config),
                cluster,
                EdgeSettings.from(config),
                readyWithin(config));
    }

    /** A node that keeps its log in this folder. */
    public static Config in(Path folder) {
        return ConfigFactory.parseMap(Map.of(
                "holdfast.log.rocksdb.directory",
                folder.resolve("log").toAbsolutePath().toString()));
    }

    /** Several nodes on stores of their own would each have a truth of their own. */
    private static void refuseAStoreOfItsOwn(ClusterSettings cluster, LogConfig log) {
        if (!cluster.seedNodes().isEmpty() && log.store().equals("rocksdb")) {
            throw new ConfigException.BadValue(
                    "holdfast.log.store",
                    "must be one that all nodes of the region share, not rocksdb, which is one process's alone; without"
                            + " holdfast.cluster.seed-nodes this node is a region of its own");
        }
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
