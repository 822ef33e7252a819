package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import java.util.List;

/**
 * What a follower of a shard is told. Changes are numbered without gaps from the snapshot on; one that misses a number,
 * or hears of another keeping, asks for a snapshot again.
 */
public sealed interface Followed extends Sendable {
    int shard();

    /** Which keeping of the shard this is; a new keeper starts a new one. */
    String keeping();

    /** All there is. */
    record All(int shard, String keeping, List<Body> states) implements Followed {
        public All {
            states = List.copyOf(states);
        }
    }

    /** One resource has changed. */
    record Change(int shard, String keeping, long number, Body state) implements Followed {}
}
