package dev.holdfast.node.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Everything under {@code holdfast.cluster}.
 *
 * @param host under which the region's other nodes reach this one
 * @param port 0 for any free one, if there are no seed nodes
 * @param seedNodes whom a node asks to let it in, in the same order on every node; none for a region of one node
 * @param joinWithin a node that was not let in by then gives up
 */
public record ClusterSettings(String host, int port, List<Seed> seedNodes, Duration joinWithin) {
    private static final String IN_WORDS = "yes, anybody who can reach this address may do anything";

    /** Where a node of the region listens for the others. */
    public record Seed(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public ClusterSettings {
        seedNodes = List.copyOf(seedNodes);
    }

    /** @throws ConfigException naming the setting in full and the rule that it breaks */
    public static ClusterSettings from(Config root) {
        List<Seed> seeds = seeds(root);
        return new ClusterSettings(host(root), port(root, seeds), seeds, joinWithin(root));
    }

    /** What Pekko must know of it; stands above all else that was said of these keys. */
    public Config pekko() {
        return ConfigFactory.parseMap(Map.of(
                "pekko.remote.artery.canonical.hostname",
                host,
                "pekko.remote.artery.canonical.port",
                port,
                "pekko.cluster.min-nr-of-members",
                membersAtLeast()));
    }

    /**
     * So many must have come before anybody is a full member: half of the seed nodes, rounded up. So one that starts
     * while it cannot reach the others does not open a region of its own beside theirs.
     */
    public int membersAtLeast() {
        return Math.max(1, (seedNodes.size() + 1) / 2);
    }

    private static String host(Config root) {
        String key = "holdfast.cluster.host";
        String host = root.getString(key);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new ConfigException.BadValue(key, "is no address: " + host, unknown);
        }
        if (host.isBlank() || address.isAnyLocalAddress()) {
            throw new ConfigException.BadValue(
                    key,
                    "must be the one address at which the region's other nodes reach this one, not '" + host + "'");
        }
        boolean told =
                root.getString("holdfast.cluster.plaintext-beyond-loopback").equals(IN_WORDS);
        if (!told && !address.isLoopbackAddress()) {
            throw new ConfigException.BadValue(
                    key,
                    host
                            + " can be reached from elsewhere, and nodes do not ask each other who they are; use 127.0.0.1,"
                            + " or say holdfast.cluster.plaintext-beyond-loopback = \"" + IN_WORDS + "\"");
        }
        return host;
    }

    private static int port(Config root, List<Seed> seeds) {
        String key = "holdfast.cluster.port";
        int port = root.getInt(key);
        if (port < 0 || port > 65_535) {
            throw new ConfigException.BadValue(key, "must be from 0 to 65535, not " + port);
        }
        if (port == 0 && !seeds.isEmpty()) {
            throw new ConfigException.BadValue(
                    key,
                    "must be a fixed port beside holdfast.cluster.seed-nodes, not 0: a node that comes back under its"
                            + " old address takes its old self's place at once");
        }
        return port;
    }

    private static List<Seed> seeds(Config root) {
        String key = "holdfast.cluster.seed-nodes";
        List<Seed> seeds = new ArrayList<>();
        for (ConfigValue value : root.getList(key)) {
            if (value.valueType() != ConfigValueType.STRING) {
                throw new ConfigException.WrongType(
                        value.origin(), key, "list of STRING", "list of " + value.valueType());
            }
            seeds.add(seed(key, (String) value.unwrapped()));
        }
        if (new LinkedHashSet<>(seeds).size() < seeds.size()) {
            throw new ConfigException.BadValue(key, "must not name a node twice: " + seeds);
        }
        return seeds;
    }

    private static Seed seed(String key, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon <= 0
                || !port.matches("[0-9]{1,5}")
                || Integer.parseInt(port) < 1
                || Integer.parseInt(port) > 65_535) {
            throw new ConfigException.BadValue(key, "must be HOST:PORT with a port from 1 to 65535, not " + text);
        }
        return new Seed(text.substring(0, colon), Integer.parseInt(port));
    }

    private static Duration joinWithin(Config root) {
        String key = "holdfast.cluster.join-within";
        Duration within = root.getDuration(key);
        if (!within.isPositive()) {
            throw new ConfigException.BadValue(key, "must be positive, not " + within);
        }
        return within;
    }
}
