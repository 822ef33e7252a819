package dev.holdfast.core.log;

/** What must be so of a segment's head for a write to be applied. */
public sealed interface Condition {
    /** The segment has no head: it is to be created. */
    record Absent() implements Condition {}

    /** The segment has a head of this term, and is not sealed; whatever was committed last. */
    record TermIs(long term) implements Condition {}

    /** The segment has a head of this term and this last commit, and is not sealed. */
    record CommitIs(long term, CommitId commit) implements Condition {}

    /**
     * Whether a head, or its absence, meets the condition. One definition, for every store that evaluates it itself.
     */
    static boolean holds(Condition condition, java.util.Optional<Head> head) {
        return switch (condition) {
            case Absent() -> head.isEmpty();
            case TermIs(long term) ->
                head.isPresent() && head.get().term() == term && !head.get().sealed();
            case CommitIs(long term, CommitId commit) ->
                head.isPresent()
                        && head.get().term() == term
                        && head.get().commit().equals(commit)
                        && !head.get().sealed();
        };
    }
}
