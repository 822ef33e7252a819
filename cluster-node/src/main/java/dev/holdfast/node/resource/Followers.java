package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is told every change of a shard's states, and how far each was told. Confined to the shard's keeper. */
final class Followers {
    private final int shard;
    private final String keeping;
    private final Supplier<List<Body>> states;
    private final Map<ActorRef<Followed>, Long> told = new LinkedHashMap<>();

    /**
     * @param keeping which keeping of the shard this is
     * @param states all that are shown, now
     */
    Followers(int shard, String keeping, Supplier<List<Body>> states) {
        this.shard = shard;
        this.keeping = keeping;
        this.states = states;
    }

    /** Whether this one is new, and so must be watched. */
    boolean add(ActorRef<Followed> follower) {
        return told.putIfAbsent(follower, 0L) == null;
    }

    void remove(ActorRef<Followed> follower) {
        told.remove(follower);
    }

    /** Tells all there is, unless the follower has said that it is where it should be. */
    void catchUp(ResourceMessage.Follow follow) {
        Long number = told.get(follow.follower());
        boolean upToDate = follow.keeping().equals(keeping) && number != null && number == follow.number();
        if (!upToDate) {
            tellAll(follow.follower(), states.get());
        }
    }

    /** The keeping begins: everybody is told all there is. */
    void begin() {
        if (!told.isEmpty()) {
            List<Body> all = states.get();
            List.copyOf(told.keySet()).forEach(follower -> tellAll(follower, all));
        }
    }

    void changed(Object state) {
        if (told.isEmpty()) {
            return;
        }
        Body body = new Body(state);
        told.replaceAll((follower, number) -> {
            follower.tell(new Followed.Change(shard, keeping, number + 1, body));
            return number + 1;
        });
    }

    private void tellAll(ActorRef<Followed> follower, List<Body> all) {
        told.put(follower, 0L);
        follower.tell(new Followed.All(shard, keeping, all));
    }
}
