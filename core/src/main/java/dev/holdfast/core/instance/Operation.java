package dev.holdfast.core.instance;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.RequestId;
import java.time.Instant;
import java.util.Optional;

/**
 * One accepted request of a user, from its acceptance to its result. Its failure is not the instance's.
 *
 * @param sequence of the event that accepted it; with the instance's name, its identity for ever
 * @param requestId under which it was asked for
 * @param content what was asked for, when it was a create, or what came of it, when it was an update: the same id with
 *     other content is refused by field
 */
public record Operation(
        long sequence,
        Verb verb,
        Optional<RequestId> requestId,
        Optional<InstanceSpec> content,
        Instant startedAt,
        Optional<Result> result) {

    /** How it ended. */
    public sealed interface Result {
        Instant at();

        /** What was asked for is so. */
        record Succeeded(Instant at) implements Result {}

        /** What was asked for is not so; {@code message} says why, in one line. */
        record Failed(Instant at, ErrorCode code, String message) implements Result {}
    }

    public boolean running() {
        return result.isEmpty();
    }

    Operation withoutContent() {
        return new Operation(sequence, verb, requestId, Optional.empty(), startedAt, result);
    }

    Operation ended(Result how) {
        return new Operation(sequence, verb, requestId, content, startedAt, Optional.of(how));
    }
}
