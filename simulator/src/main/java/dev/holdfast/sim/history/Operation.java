package dev.holdfast.sim.history;

import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One sending of a client, as judges see it. A request that is sent again is another operation under the same request
 * id: what became of the first sending is not known, and it may still arrive.
 *
 * @param process who asked; an operation of it may begin before its last one was answered
 * @param key the instance that it is about
 * @param requestId under which it was sent; empty for reads, and for changes without one
 * @param content what was asked for: of a create, anything that differs when the spec does; of other changes the etag
 *     demanded, or nothing
 * @param startNanos when it was sent, by the one clock of the history
 * @param endNanos when it was answered; empty when it never was
 */
public record Operation(
        long process,
        Verb verb,
        String key,
        Optional<String> requestId,
        String content,
        long startNanos,
        OptionalLong endNanos,
        Result result) {

    /** What the client was told. */
    public sealed interface Result {
        /** It is accepted, by the fact of this sequence. */
        record Accepted(long sequence) implements Result {}

        /** It is refused: this sending did nothing and will do nothing. */
        record Refused(String code) implements Result {}

        /** How the instance is, at which version; sequence 0 and {@link Phase#ABSENT} when nothing is there. */
        record Seen(long sequence, Phase phase) implements Result {}

        /** Nobody has said anything certain. */
        record Unknown() implements Result {}
    }

    /** @throws IllegalArgumentException naming the field that does not go with the others */
    public Operation {
        boolean unknown = result instanceof Result.Unknown;
        require(unknown || endNanos.isPresent(), "endNanos: an operation that was answered has an end");
        require(endNanos.isEmpty() || endNanos.getAsLong() >= startNanos, "endNanos: lies before startNanos");
        require(
                !(result instanceof Result.Seen) || verb == Verb.READ,
                "result: only a read sees, and this is a " + verb.word());
        require(!(result instanceof Result.Accepted) || verb != Verb.READ, "result: a read is never accepted");
        require(requestId.isEmpty() || verb != Verb.READ, "requestId: a read has none");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** The same, had its client been told this. */
    public Operation told(Result other) {
        return new Operation(process, verb, key, requestId, content, startNanos, endNanos, other);
    }

    /** As a judgement names it. */
    public String told() {
        String said = switch (result) {
            case Result.Accepted(long sequence) -> "accepted as " + sequence;
            case Result.Refused(String code) -> "refused with " + code;
            case Result.Seen(long sequence, Phase phase) -> "seeing " + sequence + " " + phase;
            case Result.Unknown() -> "never answered for certain";
        };
        return verb.word() + " of " + key + " by process " + process
                + requestId.map(id -> " under " + id).orElse("") + " at " + startNanos + ".."
                + (endNanos.isPresent() ? endNanos.getAsLong() : "") + ", " + said;
    }
}
