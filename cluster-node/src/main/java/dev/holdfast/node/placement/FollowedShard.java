package dev.holdfast.node.placement;

import dev.holdfast.node.resource.Followed;
import java.util.Set;
import java.util.TreeSet;

/** How far one shard's changes have come, and which hosts it showed. Confined to its placer. */
final class FollowedShard {
    private String keeping = "";
    private long number;
    private boolean known;
    private Set<String> hosts = new TreeSet<>();

    String keeping() {
        return keeping;
    }

    /** Whether everything up to this change has come. */
    boolean isAt(String itsKeeping, long itsNumber) {
        return known && itsKeeping.equals(keeping) && itsNumber == number;
    }

    /** Whether it was ever told of whole. */
    boolean known() {
        return known;
    }

    /** Everything anew; gives the hosts that are not shown any more. */
    Set<String> restart(Followed.All all, Set<String> shown) {
        Set<String> vanished = new TreeSet<>(hosts);
        vanished.removeAll(shown);
        keeping = all.keeping();
        number = 0;
        known = true;
        hosts = new TreeSet<>(shown);
        return vanished;
    }

    /** Whether the change is the next one; else some were missed and the shard must be asked anew. */
    boolean follows(Followed.Changed change) {
        return known && change.keeping().equals(keeping) && change.number() == number + 1;
    }

    /** Whether the change belongs to what was told whole already. */
    boolean isOld(Followed.Changed change) {
        return known && change.keeping().equals(keeping) && change.number() <= number;
    }

    void advance(String host) {
        number++;
        hosts.add(host);
    }
}
