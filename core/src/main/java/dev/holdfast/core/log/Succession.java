package dev.holdfast.core.log;

import java.util.Optional;

/** How one commit may follow another. A new owner holds every commit against it that it reads, and so does an audit. */
final class Succession {
    /** What is wrong with a commit. */
    record Flaw(LogRule rule, String what) {}

    private long next;
    private long highestTerm;

    /** The position that the next commit must have; 0 while any may come first. */
    long next() {
        return next;
    }

    /** Where a log that was trimmed begins. */
    void beginAt(long position) {
        next = position;
    }

    /** What is wrong with a commit, if anything; it is not taken yet. */
    Optional<Flaw> wrong(Commit commit) {
        if (commit.position() != next) {
            return Optional.of(
                    new Flaw(LogRule.POSITIONS, "commit " + commit.position() + " stands where " + next + " should"));
        }
        if (commit.term() < highestTerm) {
            return Optional.of(new Flaw(
                    LogRule.TERMS,
                    "commit " + commit.position() + " has term " + commit.term() + " after term " + highestTerm));
        }
        return Optional.empty();
    }

    /** The commit is the last one now. */
    void take(Commit commit) {
        next = commit.position() + 1;
        highestTerm = commit.term();
    }
}
