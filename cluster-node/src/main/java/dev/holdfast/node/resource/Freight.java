package dev.holdfast.node.resource;

import dev.holdfast.node.codec.Body;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How much goes into one message. Between nodes a message has a largest size, beyond which it is dropped; what has no
 * bound of its own is cut here, by the bytes that it will have. On its own node nothing has a size.
 */
final class Freight {
    /** Far below the largest frame, so that a single large state still goes, and heartbeats do not wait behind it. */
    static final int BYTES_AT_MOST = 256 * 1024;

    private final ToIntFunction<Object> bytes;

    /** @param bytes how many a value has on its way */
    Freight(ToIntFunction<Object> bytes) {
        this.bytes = bytes;
    }

    /** So many of the first of these states go into one message; at least one, if there is any. */
    int fitting(ActorRef<?> to, List<Body> states) {
        return fitting(to, states, body -> body);
    }

    /** As above, of things that have a state in them and little else. */
    <T> int fitting(ActorRef<?> to, List<T> values, Function<T, Body> stateOf) {
        if (to.path().address().hasLocalScope()) {
            return values.size();
        }
        long sum = 0;
        int count = 0;
        for (T value : values) {
            sum += bytes.applyAsInt(stateOf.apply(value).value());
            if (count > 0 && sum > BYTES_AT_MOST) {
                return count;
            }
            count++;
        }
        return count;
    }
}
