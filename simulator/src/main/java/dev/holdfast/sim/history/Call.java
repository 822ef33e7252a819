package dev.holdfast.sim.history;

import dev.holdfast.core.shared.Quantities;
import java.time.Instant;
import java.util.Optional;

/**
 * One request of a client from its first sending to its end, however often it was sent under its one request id.
 *
 * @param requestId under which it was sent
 * @param instance whom it is about
 * @param spreadKey of a create; else empty
 * @param size of a create; else none
 * @param sendings how often it was sent
 */
public record Call(
        long number,
        String requestId,
        Verb verb,
        String instance,
        String spreadKey,
        Quantities size,
        Instant start,
        int sendings,
        Optional<Instant> end,
        Outcome outcome) {
    /** What a client can ask for. */
    public enum Verb {
        CREATE,
        START,
        STOP,
        DELETE
    }

    /** What the client was told. */
    public sealed interface Outcome {
        /** It is accepted, under the name of this operation. */
        record Acknowledged(String operation) implements Outcome {}

        /** It is refused; nothing was done. */
        record Refused(String code, String message) implements Outcome {}

        /** It is refused, but nobody knows what became of an earlier sending: that may still be accepted. */
        record Doubtful(String code, String message) implements Outcome {}

        /** Nobody has said anything certain, yet or for ever. */
        record Unknown(String why) implements Outcome {}
    }

    public boolean acknowledged() {
        return outcome instanceof Outcome.Acknowledged;
    }

    Call sent() {
        return new Call(number, requestId, verb, instance, spreadKey, size, start, sendings + 1, end, outcome);
    }

    Call ended(Instant at, Outcome how) {
        return new Call(number, requestId, verb, instance, spreadKey, size, start, sendings, Optional.of(at), how);
    }
}
