package dev.holdfast.core.log;

import java.util.Optional;

/** What a conditional write makes of a segment's head. */
public sealed interface HeadChange {
    /** The id of this write, by which its owner knows it again. */
    CommitId commit();

    /** The head as it is after the change; the condition held, so it fits what was there. */
    Head of(Optional<Head> before);

    /** All of it is known: the writer knew what was there to the last commit, or there was nothing. */
    record Become(Head head) implements HeadChange {
        @Override
        public CommitId commit() {
            return head.commit();
        }

        @Override
        public Head of(Optional<Head> before) {
            return head;
        }
    }

    /**
     * Only the term and the commit id change. An acquire knows no more than the term: the old owner may append between
     * the look and the write, and what it appended must stay.
     */
    record Raise(long term, CommitId commit) implements HeadChange {
        @Override
        public Head of(Optional<Head> before) {
            Head kept = before.orElseThrow();
            return new Head(
                    term,
                    kept.position(),
                    commit,
                    kept.sealed(),
                    kept.firstSegment(),
                    kept.firstGeneration(),
                    kept.floor());
        }
    }
}
