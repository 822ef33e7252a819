package dev.holdfast.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.shared.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file that names the regions' nodes: a line a region, {@code west = ["10.0.0.1:7400", "10.0.0.2:7400"]}, with the
 * addresses of their gRPC servers.
 */
final class RegionFile {
    private RegionFile() {}

    /**
     * The nodes of each region, as HOST:PORT.
     *
     * @param origin where the text is from, for refusals
     * @param anywhere whether other machines may be spoken to
     * @throws ConfigException naming the region and the rule that its line breaks
     */
    static SortedMap<String, List<String>> parse(String text, String origin, boolean anywhere) {
        Config config = ConfigFactory.parseString(text);
        SortedMap<String, List<String>> regions = new TreeMap<>();
        for (String name : config.root().keySet()) {
            String key = origin + ": " + name;
            if (!Names.isName(name)) {
                throw new ConfigException.BadValue(key, "a region's name must match " + Names.RULE);
            }
            List<String> nodes = config.getStringList(name);
            if (nodes.isEmpty()) {
                throw new ConfigException.BadValue(key, "must name one node or more, as [\"HOST:PORT\"]");
            }
            nodes.forEach(node -> check(key, node, anywhere));
            regions.put(name, List.copyOf(nodes));
        }
        return regions;
    }

    private static void check(String key, String node, boolean anywhere) {
        int colon = node.lastIndexOf(':');
        if (colon <= 0 || !node.substring(colon + 1).matches("[1-9][0-9]{0,4}")) {
            throw new ConfigException.BadValue(key, "must name nodes as HOST:PORT, not " + node);
        }
        if (anywhere) {
            return;
        }
        try {
            if (InetAddress.getByName(node.substring(0, colon)).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException unknown) {
            throw new ConfigException.BadValue(key, "is no address: " + node, unknown);
        }
        throw new ConfigException.BadValue(
                key,
                node
                        + " is another machine, and calls would go there in the clear; set holdfast.regions.trust, or allow"
                        + " it by holdfast.edge.plaintext-beyond-loopback");
    }
}
