package dev.holdfast.core.log;

import dev.holdfast.core.resource.Floor;
import java.util.List;
import java.util.Optional;

/** What a {@link ShardLog} wants done, in this order. */
public sealed interface LogOutput {
    /** Send this to the store and bring the answer back under the ticket. */
    record Send(long ticket, StoreRequest request) implements LogOutput {}

    /** To the view, while reading: an id's newest snapshot. */
    record Restored(Snapshot snapshot) implements LogOutput {}

    /** To the view, while reading: a commit that was found. */
    record Replayed(Commit commit) implements LogOutput {}

    /** The shard is owned, and everything in it is known. */
    record Acquired(long term, Floor floor) implements LogOutput {}

    /**
     * To the view: a commit was applied; comes before the appends in it are answered.
     *
     * @param live for each entry the object that was handed in; none for entries that are not events
     */
    record Committed(Commit commit, List<Optional<Object>> live) implements LogOutput {}

    /** The append (deletion, archiving) is durable. */
    record Appended(long token) implements LogOutput {}

    /** The append did not happen and will not. */
    record AppendRefused(long token, Refusal why, String detail) implements LogOutput {}

    /** Nobody knows yet whether the append happened; a load of the id will wait until that is known. */
    record AppendUnknown(long token) implements LogOutput {}

    /**
     * This was the owner after the question arrived.
     *
     * @param last the sequence that the id's copy must have to answer; the floor's for an unknown id
     */
    record BarrierPassed(long token, long last, Floor floor) implements LogOutput {}

    /** Whether this is the owner could not be learnt in time, or it is not. */
    record BarrierFailed(long token, Refusal why) implements LogOutput {}

    /** @param last the id's highest sequence */
    record EventsLoaded(long token, List<Entry.Event> events, long last) implements LogOutput {}

    /** @param damaged whether the store has lost what should be there, so that no later try will find it */
    record LoadFailed(long token, String why, boolean damaged) implements LogOutput {}

    record SnapshotLoaded(long token, Optional<Snapshot> snapshot) implements LogOutput {}

    /** Saved or deleted. */
    record SnapshotDone(long token) implements LogOutput {}

    record SnapshotFailed(long token, String why) implements LogOutput {}

    /** To the view: snapshots of these ids would help; {@link LogInput.SaveSnapshot} or {@link LogInput.KeepAside}. */
    record SnapshotsWanted(List<String> ids) implements LogOutput {}

    /** Somebody else owns the shard: everything in it stops at once. */
    record Fenced(String by) implements LogOutput {}

    /** The store shows what cannot be: it has lost data. Nothing is served or written any more; a person must look. */
    record Quarantined(String why) implements LogOutput {}

    /** Not an error yet, but a person should know. */
    record Alarm(String what) implements LogOutput {}

    /** Nothing more will come: it was released, or fenced and every caller has its answer. */
    record Ended() implements LogOutput {}

    /** Why something was refused; in each case it is certain that nothing happened. */
    enum Refusal {
        /** Not owned (yet, or any more), or too much is waiting, or the time was over before it was sent. */
        UNAVAILABLE,
        /** Somebody else owns the shard. */
        FENCED,
        /** The asker's copy of the id is not the newest. */
        STALE_COPY,
        /** More bytes than one append may have. */
        TOO_LARGE,
        /** The store has lost data of the shard; nothing is served or written until a person has looked. */
        DAMAGED
    }
}
