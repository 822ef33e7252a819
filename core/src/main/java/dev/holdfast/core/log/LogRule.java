package dev.holdfast.core.log;

import java.util.Locale;

/** What a shard's log is held against. Each follows from one of the guarantees of docs/log.md. */
public enum LogRule {
    /** Nothing can be said of what cannot be read. */
    READABLE("L1", "every row can be read"),
    /** The way from the oldest live segment to the last has no hole and no second branch. */
    HEADS(
            "L1",
            "every live segment has a head, all but the last are sealed, and each begins where the one before ended"),
    /** No commit is missing, in the middle or at the end, and none is too much. */
    POSITIONS("L2", "positions have no gap, and the last is the one that the head knows"),
    /** Who was overtaken has written nothing since. */
    TERMS("L4", "terms never go back, an owner has one term, and a term has one owner"),
    /** An id can be replayed from its oldest event, or from its snapshot. */
    SEQUENCES("L3", "the events of an id are contiguous, and what is missing before the oldest is covered"),
    /** Nothing was written twice. */
    ONCE("L9", "no sequence of an id is there twice, and no two commits have one id"),
    /** A snapshot says nothing that the log does not. */
    SNAPSHOTS("L1", "a snapshot is of this store's life, and no newer than the log and its id"),
    /** The numbers of what was archived are never used again. */
    FLOORS("L3", "the floor covers everything that was archived, and new ids begin above it"),
    /** Whoever asks for an id asks the shard that has it. */
    PLACES("L1", "an id stands in the shard that its name belongs to"),
    /** What counts in the end. */
    REPLAY("L1", "an owner can take the shard over, and load every id up to its last sequence");

    private final String guarantee;
    private final String sentence;

    LogRule(String guarantee, String sentence) {
        this.guarantee = guarantee;
        this.sentence = sentence;
    }

    /** The guarantee of docs/log.md that is broken where this rule is. */
    public String guarantee() {
        return guarantee;
    }

    /** What it demands. */
    public String sentence() {
        return sentence;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
