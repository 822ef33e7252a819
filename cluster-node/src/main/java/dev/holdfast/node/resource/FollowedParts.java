package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts together what a follower is told in parts. When one of them was lost, nothing comes of the others: the follower
 * asks again anyway, as one that has heard nothing. Confined to its follower.
 */
public final class FollowedParts {
    private record Collected(String keeping, List<Body> states) {}

    private final Map<Integer, Collected> shards = new HashMap<>();

    /** What the follower may look at now: whole as it is, or made whole by this, or nothing yet. */
    public Optional<Followed> whole(Followed heard) {
        return switch (heard) {
            case Followed.Part(int shard, String keeping, int from, List<Body> states) -> {
                collect(shard, keeping, from, states);
                yield Optional.empty();
            }
            case Followed.All(int shard, String keeping, int from, var next, List<Body> states) -> {
                Optional<List<Body>> all = from == 0 ? Optional.of(states) : collect(shard, keeping, from, states);
                shards.remove(shard);
                yield all.map(each -> new Followed.All(shard, keeping, 0, next, each));
            }
            case Followed.Missed _, Followed.TooOld _, Followed.Changed _, Followed.UpTo _, Followed.Ended _ ->
                Optional.of(heard);
        };
    }

    private Optional<List<Body>> collect(int shard, String keeping, int from, List<Body> states) {
        if (from == 0) {
            shards.put(shard, new Collected(keeping, new ArrayList<>(states)));
            return Optional.of(states);
        }
        Collected before = shards.get(shard);
        if (before == null
                || !before.keeping().equals(keeping)
                || before.states().size() != from) {
            shards.remove(shard);
            return Optional.empty();
        }
        before.states().addAll(states);
        return Optional.of(before.states());
    }
}
