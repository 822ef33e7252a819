package dev.holdfast.sim.history;

import java.util.OptionalLong;

/**
 * What a client asked for and what it was told, as linearizability is judged from it.
 *
 * @param process which client; it asks one thing after the other
 * @param key the instance
 * @param content of a create: two with the same content ask for the same
 * @param startNanos when it was first sent
 * @param endNanos when something certain was heard; empty when nothing was
 */
public record Operation(
        long process,
        Verb verb,
        String key,
        String requestId,
        String content,
        long startNanos,
        OptionalLong endNanos,
        Result result) {
    /** What a client can ask for. */
    public enum Verb {
        CREATE,
        START,
        STOP,
        DELETE,
        READ
    }

    /** What it was told. */
    public sealed interface Result {
        /** @param sequence of the event that accepted it */
        record Accepted(long sequence) implements Result {}

        /** Nothing was done and nothing will be. */
        record Refused(String code) implements Result {}

        /** @param sequence of the last event that was seen; 0 when there was nothing */
        record Seen(long sequence, String phase) implements Result {}

        /** Nothing certain. */
        record Unknown() implements Result {}
    }
}
