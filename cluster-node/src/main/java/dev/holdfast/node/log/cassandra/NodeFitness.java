package dev.holdfast.node.log.cassandra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the settings of one Cassandra node mean for a log.
 *
 * @param useless why no log works there, whatever one is willing to risk
 * @param unsafe each reason why an acknowledged commit can be lost there
 */
record NodeFitness(Optional<String> useless, List<String> unsafe) {
    static final String COMMITLOG_SYNC = "commitlog_sync";
    static final String PAXOS_VARIANT = "paxos_variant";
    static final String PAXOS_STATE_PURGING = "paxos_state_purging";

    private static final String UNKNOWN = "not known";

    NodeFitness {
        unsafe = List.copyOf(unsafe);
    }

    /** @param settings as {@code system_views.settings} has them */
    static NodeFitness of(String node, Map<String, String> settings) {
        String variant = settings.getOrDefault(PAXOS_VARIANT, UNKNOWN);
        Optional<String> useless = variant.startsWith("v2")
                ? Optional.empty()
                : Optional.of("paxos_variant is " + variant + " on Cassandra's node " + node
                        + ", and a log needs v2 (Cassandra 4.1 or newer): set paxos_variant: v2 in its cassandra.yaml");
        List<String> unsafe = new ArrayList<>();
        String sync = settings.getOrDefault(COMMITLOG_SYNC, UNKNOWN);
        if (!sync.equals("batch") && !sync.equals("group")) {
            unsafe.add("commitlog_sync is " + sync + " on node " + node
                    + ", so that it acknowledges what a power cut takes away (set batch or group)");
        }
        String purging = settings.getOrDefault(PAXOS_STATE_PURGING, UNKNOWN);
        if (!purging.equals("repaired")) {
            unsafe.add("paxos_state_purging is " + purging + " on node " + node
                    + ", so that it forgets what it promised (set repaired, and see that paxos repairs run)");
        }
        return new NodeFitness(useless, unsafe);
    }
}
