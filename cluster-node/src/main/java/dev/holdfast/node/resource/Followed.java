package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import java.util.List;

/**
 * What a follower of a shard is told. Changes are numbered without gaps from its beginning on; one that misses a
 * number, or hears of another keeping, asks again.
 */
public sealed interface Followed extends Sendable {
    int shard();

    /** Which keeping of the shard this is; a new keeper starts a new one. */
    String keeping();

    /**
     * Some of all there is, for a follower on another node when it is too much for one message; {@link All} has the
     * last of it. {@link FollowedParts} puts them together.
     *
     * @param from how many states were told before
     */
    record Part(int shard, String keeping, int from, List<Body> states) implements Followed {
        public Part {
            states = List.copyOf(states);
        }
    }

    /**
     * All there is, or the last of it.
     *
     * @param from how many states were told before, in parts
     * @param next everything before this place is in it
     */
    record All(int shard, String keeping, int from, Place next, List<Body> states) implements Followed {
        public All {
            states = List.copyOf(states);
        }
    }

    /**
     * All that has changed since the place that the follower named, oldest first.
     *
     * @param next everything before this place is in it
     */
    record Missed(int shard, String keeping, Place next, List<OneChange> changes) implements Followed {
        public Missed {
            changes = List.copyOf(changes);
        }
    }

    /** What has changed since the place that the follower named is not kept any more. */
    record TooOld(int shard, String keeping) implements Followed {}

    /** One resource has changed. */
    record Changed(int shard, String keeping, long number, OneChange change) implements Followed {}

    /**
     * This is still the owner, and the follower was told of everything before this place.
     *
     * @param number of the last change that it was told of
     */
    record UpTo(int shard, String keeping, long number, Place next) implements Followed {}

    /** Nothing more will come of this keeping: its shard is somebody else's now, or nobody's. */
    record Ended(int shard, String keeping) implements Followed {}

    /**
     * A change.
     *
     * @param next the place after it
     * @param sequence number of the fact within its resource
     * @param state the resource as the fact left it
     */
    record OneChange(Place next, Change.Kind kind, long sequence, Body state) {}
}
