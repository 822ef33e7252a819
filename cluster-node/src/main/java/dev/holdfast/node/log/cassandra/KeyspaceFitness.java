package dev.holdfast.node.log.cassandra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether a keyspace can keep a log, by how it is replicated.
 *
 * @param useless why no log works there, whatever one is willing to risk
 * @param unsafe each reason why an acknowledged commit can be lost there
 */
record KeyspaceFitness(Optional<String> useless, List<String> unsafe) {
    private static final int COPIES_AT_LEAST = 3;

    KeyspaceFitness {
        unsafe = List.copyOf(unsafe);
    }

    /**
     * @param replication as Cassandra's schema has it: {@code class}, and copies by data centre
     * @param durableWrites whether its writes go to the commit log at all
     */
    static KeyspaceFitness of(String name, String datacenter, Map<String, String> replication, boolean durableWrites) {
        String strategy = String.valueOf(replication.get("class"));
        int copies = Optional.ofNullable(replication.get(datacenter))
                .filter(text -> text.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(0);
        if (!strategy.endsWith("NetworkTopologyStrategy") || copies == 0) {
            return useless("keyspace " + name + " is replicated by " + replication
                    + ", and a log needs NetworkTopologyStrategy with copies in data centre " + datacenter);
        }
        TreeSet<String> elsewhere = new TreeSet<>(replication.keySet());
        elsewhere.removeAll(List.of("class", datacenter));
        if (!elsewhere.isEmpty()) {
            // Each data centre would agree with itself alone, on a log of its own (LOCAL_SERIAL).
            return useless(
                    "keyspace " + name + " has copies in " + String.join(", ", elsewhere)
                            + " too, and a log lives in one data centre: take them out (ALTER KEYSPACE), or use another keyspace");
        }
        List<String> unsafe = new ArrayList<>();
        if (copies < COPIES_AT_LEAST) {
            unsafe.add("keyspace " + name + " has " + copies + " of " + COPIES_AT_LEAST + " copies in data centre "
                    + datacenter
                    + ", so that the loss of one machine is a loss of the log (ALTER KEYSPACE, then repair)");
        }
        if (!durableWrites) {
            unsafe.add("durable_writes of keyspace " + name
                    + " is off, so that a power cut takes away what was acknowledged (ALTER KEYSPACE)");
        }
        return new KeyspaceFitness(Optional.empty(), unsafe);
    }

    private static KeyspaceFitness useless(String why) {
        return new KeyspaceFitness(Optional.of(why), List.of());
    }
}
