package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Verb;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Every sending of clients on real clocks, as judges of full histories want them: a request that is sent again is
 * another line. Any thread may write. One that is still under way is not in it yet.
 */
public final class Sendings {
    private final ConcurrentLinkedQueue<Operation> ended = new ConcurrentLinkedQueue<>();

    /**
     * A sending has ended, now.
     *
     * @param node whom it was sent to
     * @param startNanos of {@link System#nanoTime}
     */
    void ended(
            int node,
            Verb verb,
            String instance,
            Optional<String> requestId,
            String content,
            long startNanos,
            Result result) {
        boolean unknown = result instanceof Result.Unknown;
        ended.add(new Operation(
                node,
                verb,
                instance,
                requestId,
                content,
                startNanos,
                unknown ? OptionalLong.empty() : OptionalLong.of(System.nanoTime()),
                result));
    }

    /** In the order in which they ended. */
    public List<Operation> operations() {
        return List.copyOf(ended);
    }
}
