package dev.holdfast.sim.world;

import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What clients asked for and were told, kept outside all nodes; in the order in which they began. */
public final class ClientHistory {
    private final List<Operation> operations = new ArrayList<>();
    private long acknowledged;

    /** A call begins, of which nothing certain is known; gives its line. */
    int begin(long process, Verb verb, String key, Optional<String> requestId, String content, long nanos) {
        operations.add(new Operation(
                process, verb, key, requestId, content, nanos, OptionalLong.empty(), new Operation.Result.Unknown()));
        return operations.size() - 1;
    }

    void end(int line, Operation.Result result, long nanos) {
        Operation begun = operations.get(line);
        if (!(begun.result() instanceof Operation.Result.Unknown)) {
            return;
        }
        operations.set(
                line,
                new Operation(
                        begun.process(),
                        begun.verb(),
                        begun.key(),
                        begun.requestId(),
                        begun.content(),
                        begun.startNanos(),
                        OptionalLong.of(nanos),
                        result));
        if (result instanceof Operation.Result.Accepted) {
            acknowledged++;
        }
    }

    /** How many commands were acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    public List<Operation> operations() {
        return operations;
    }
}
