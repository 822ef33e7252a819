package dev.holdfast.core.log;

import dev.holdfast.core.resource.Floor;

/**
 * The record of a segment that every commit is conditional on.
 *
 * @param term number of the shard's ownership
 * @param position of the last commit; it goes on from one segment to the next
 * @param commit id of the last head write
 * @param sealed whether the segment is closed for good and the next one goes on
 * @param firstSegment the oldest segment that a reader may look at
 * @param firstGeneration the oldest generation of snapshots that a reader may look at
 * @param floor highest numbers of any archived id
 */
public record Head(
        long term,
        long position,
        CommitId commit,
        boolean sealed,
        long firstSegment,
        long firstGeneration,
        Floor floor) {

    Head appended(CommitId by, Floor raised) {
        return new Head(term, position + 1, by, false, firstSegment, firstGeneration, raised);
    }

    Head sealed(CommitId by) {
        return new Head(term, position, by, true, firstSegment, firstGeneration, floor);
    }

    /** The head of the next segment, which takes over everything but the seal. */
    Head continued(CommitId by) {
        return continued(by, term);
    }

    /** The same, by another owner. */
    Head continued(CommitId by, long newTerm) {
        return new Head(newTerm, position, by, false, firstSegment, firstGeneration, floor);
    }

    Head trimmed(CommitId by, long newFirstSegment, long newFirstGeneration) {
        return new Head(term, position, by, false, newFirstSegment, newFirstGeneration, floor);
    }

    /** Before the first commit of a shard that was never owned. */
    static Head beginning(CommitId by, long era) {
        return new Head(Terms.first(era), 0, by, false, 0, 0, Floor.NONE);
    }
}
