package dev.holdfast.node.resource;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is told whether a shard is served: one on each node. Confined to the shard's keeper. */
final class KeeperWatches {
    /** More than there are nodes; those that are gone are forgotten with all others, who ping again soon. */
    private static final int AT_MOST = 128;

    private final int shard;
    private final Set<ActorRef<ResourceMessage.Kept>> watches = new LinkedHashSet<>();

    KeeperWatches(int shard) {
        this.shard = shard;
    }

    void pinged(ActorRef<ResourceMessage.Kept> watch, boolean served) {
        if (watches.size() >= AT_MOST) {
            watches.clear();
        }
        watches.add(watch);
        if (served) {
            watch.tell(new ResourceMessage.Kept(shard, true));
        }
    }

    void tell(boolean served) {
        watches.forEach(watch -> watch.tell(new ResourceMessage.Kept(shard, served)));
    }
}
