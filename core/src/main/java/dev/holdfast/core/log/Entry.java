package dev.holdfast.core.log;

import dev.holdfast.core.shared.Epoch;

/** One thing that a commit says about one id. */
public sealed interface Entry {
    String id();

    /**
     * A fact about the id.
     *
     * @param sequence one more than the id's last
     * @param begins whether nothing of the id comes before: it is new, or was archived and starts above the floor
     */
    record Event(String id, long sequence, boolean begins, Payload payload) implements Entry {}

    /**
     * The id's events up to a sequence need not be kept; its highest sequence is not forgotten.
     *
     * @param last the id's highest sequence so far
     */
    record Deletion(String id, long upTo, long last) implements Entry {}

    /** Nothing but its numbers need be remembered of the id, and those by the floor. */
    record Archive(String id, long last, Epoch epoch) implements Entry {}
}
