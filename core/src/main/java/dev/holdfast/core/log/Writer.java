package dev.holdfast.core.log;

import dev.holdfast.core.log.HeadWrite.Verdict;
import dev.holdfast.core.log.LogOutput.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The owner's head writes, one at a time: appends in groups, the seal of a full segment and the next one's creation,
 * trims. While one is unresolved the shard takes nothing else; what arrives meanwhile is the next group.
 */
final class Writer {
    /** What the writer tells the rest. */
    interface Listener {
        /** A head write is on its way; a read of the head that is under way may show it. */
        void sent(CommitId commit);

        /** An archiving was applied; the id is still in the index, for the last time. */
        void archiving(String id);

        /** A commit was applied; its entries are in the index. */
        void applied(Commit commit, List<Optional<Object>> live);

        /** A head write that was first sent after this many sends was applied: it is a barrier too. */
        void proved(long sentAfter);

        /** A new segment was begun. */
        void rolledOver();

        /** Somebody else owns the shard. */
        void fenced(Head by);

        /** The store shows what cannot be. */
        void impossible(String why);
    }

    /** Where the log's beginning is to be moved. */
    private record Trim(long firstSegment, long firstGeneration, Runnable then) {}

    private static final Duration SWEEP = Duration.ofMillis(100);

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final AppendQueue queue;
    private final Listener listener;
    private Optional<HeadWrite> inFlight = Optional.empty();
    private List<PendingAppend> batch = List.of();
    private Optional<Trim> trim = Optional.empty();
    private boolean switching;
    /** A head write that never left is tried again in a while, and not by whoever comes meanwhile. */
    private boolean resting;

    private int unsent;
    private long sends;
    private boolean stopped;
    private boolean lookingBack;
    private boolean sweeping;

    Writer(Wire wire, LogSettings settings, Owned owned, AppendQueue queue, Listener listener) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.queue = queue;
        this.listener = listener;
    }

    /** How many head writes were begun so far; a question that arrives now is answered by any later one. */
    long sends() {
        return sends;
    }

    /**
     * Whether a head write that proves what was asked after the given number of sends is under way, or will begin as
     * soon as the present one is resolved. It may still come to nothing: what waits can be refused, or never be sent.
     */
    boolean willProve(long sendsBefore) {
        return inFlight.isPresent() && (sends > sendsBefore || !queue.isEmpty());
    }

    Optional<CommitId> inFlight() {
        return inFlight.map(HeadWrite::commit);
    }

    /** Whether a segment is being sealed or the next one created: then a read of the head proves nothing. */
    boolean switching() {
        return switching;
    }

    boolean idle() {
        return inFlight.isEmpty() && queue.isEmpty() && trim.isEmpty();
    }

    /** Moves the log's beginning when the present write is resolved. */
    void trim(long firstSegment, long firstGeneration, Runnable then) {
        trim = Optional.of(new Trim(firstSegment, firstGeneration, then));
        pump();
    }

    /** Begins the next head write if none is under way. */
    void pump() {
        if (stopped || switching || inFlight.isPresent()) {
            return;
        }
        if (owned.segmentFull(settings)) {
            if (!resting) {
                seal();
            }
        } else if (trim.isPresent() && !resting) {
            move(trim.get());
        } else if (!queue.isEmpty()) {
            append();
        }
    }

    private void append() {
        List<PendingAppend> taken = queue.take();
        if (taken.isEmpty()) {
            return;
        }
        batch = taken;
        List<Entry> entries = new ArrayList<>();
        taken.forEach(append -> entries.addAll(append.entries()));
        CommitId id = owned.freshCommit();
        Head head = owned.head().appended(id, AppendQueue.raised(owned.head().floor(), taken));
        Commit commit = new Commit(head.position(), head.term(), id, entries);
        write(owned.segment(), owned.unchanged(), head, Optional.of(commit), verdict -> {
            switch (verdict) {
                case Verdict.Applied() -> appended(head, commit);
                case Verdict.NeverSent(String why) -> neverSent(why);
                case Verdict.Superseded(Head by) -> superseded(by, commit);
                case Verdict.Impossible(String why) -> impossible(why);
            }
        });
        sweep();
    }

    private void appended(Head head, Commit commit) {
        List<PendingAppend> done = batch;
        batch = List.of();
        owned.appended(head, Sizes.of(commit));
        for (Entry entry : commit.entries()) {
            if (entry instanceof Entry.Archive archive) {
                listener.archiving(archive.id());
            }
        }
        Optional<String> wrong = owned.index().apply(commit);
        List<Optional<Object>> live = new ArrayList<>(commit.entries().size());
        for (PendingAppend append : done) {
            owned.index().find(append.id()).ifPresent(IndexEntry::unqueue);
            live.addAll(append.live());
        }
        if (wrong.isPresent()) {
            impossible(wrong.get());
            return;
        }
        listener.applied(commit, live);
        done.forEach(append -> append.appended(wire));
        resolved();
    }

    private void neverSent(String why) {
        List<PendingAppend> lost = batch;
        batch = List.of();
        for (PendingAppend append : lost) {
            append.refused(wire, Refusal.UNAVAILABLE, why);
            queue.settle(append);
        }
        pump();
    }

    /** Somebody else owns the shard; whether the commit was written before that, the row at its position tells. */
    private void superseded(Head by, Commit commit) {
        List<PendingAppend> open = batch;
        batch = List.of();
        lookingBack = true;
        new Aftermath(wire, owned.shard(), owned.segment(), commit).find(outcome -> {
            lookingBack = false;
            for (PendingAppend append : open) {
                switch (outcome) {
                    case WRITTEN -> append.appended(wire);
                    case NOT_WRITTEN -> append.refused(wire, Refusal.FENCED, "term " + by.term() + " owns the shard");
                    case UNKNOWN -> append.unknown(wire);
                }
            }
        });
        listener.fenced(by);
    }

    /** Whether some outcome is still being found out. */
    boolean unresolved() {
        return lookingBack || inFlight.isPresent();
    }

    private void seal() {
        switching = true;
        Head head = owned.head().sealed(owned.freshCommit());
        write(owned.segment(), owned.unchanged(), head, Optional.empty(), verdict -> {
            switch (verdict) {
                case Verdict.Applied() -> {
                    owned.wrote(head);
                    create();
                }
                case Verdict.NeverSent _ -> later();
                case Verdict.Superseded(Head by) -> listener.fenced(by);
                case Verdict.Impossible(String why) -> impossible(why);
            }
        });
    }

    private void create() {
        Head head = owned.head().continued(owned.freshCommit());
        long next = owned.segment() + 1;
        write(next, new Condition.Absent(), head, Optional.empty(), verdict -> {
            switch (verdict) {
                case Verdict.Applied() -> {
                    owned.continued(next, head);
                    switching = false;
                    listener.rolledOver();
                    resolved();
                }
                case Verdict.NeverSent _ -> wire.after(wire.pause(++unsent), this::createAgain);
                case Verdict.Superseded(Head by) -> {
                    if (by.term() > head.term()) {
                        listener.fenced(by);
                    } else {
                        impossible("segment " + next + " was created under term " + by.term() + " by somebody else");
                    }
                }
                case Verdict.Impossible(String why) -> impossible(why);
            }
        });
    }

    private void createAgain() {
        if (!stopped) {
            create();
        }
    }

    private void move(Trim wanted) {
        trim = Optional.empty();
        Head head = owned.head().trimmed(owned.freshCommit(), wanted.firstSegment(), wanted.firstGeneration());
        write(owned.segment(), owned.unchanged(), head, Optional.empty(), verdict -> {
            switch (verdict) {
                case Verdict.Applied() -> {
                    owned.wrote(head);
                    wanted.then().run();
                    resolved();
                }
                case Verdict.NeverSent _ -> {
                    trim = Optional.of(wanted);
                    later();
                }
                case Verdict.Superseded(Head by) -> listener.fenced(by);
                case Verdict.Impossible(String why) -> impossible(why);
            }
        });
    }

    private void write(long segment, Condition condition, Head head, Optional<Commit> commit, Consumer<Verdict> then) {
        sends++;
        long number = sends;
        listener.sent(head.commit());
        inFlight = Optional.of(HeadWrite.begin(
                wire,
                settings,
                new StoreRequest.CompareAndCommit(
                        owned.shard(), segment, condition, new HeadChange.Become(head), commit),
                verdict -> {
                    inFlight = Optional.empty();
                    if (verdict instanceof Verdict.Applied) {
                        unsent = 0;
                    }
                    then.accept(verdict);
                    if (verdict instanceof Verdict.Applied && !stopped) {
                        listener.proved(number);
                    }
                }));
    }

    private void resolved() {
        pump();
    }

    private void later() {
        switching = false;
        resting = true;
        wire.after(wire.pause(++unsent), () -> {
            resting = false;
            pump();
        });
    }

    private void impossible(String why) {
        batch.forEach(append -> append.unknown(wire));
        batch = List.of();
        listener.impossible(why);
    }

    /** Nothing more is begun; what is under way is still resolved. */
    void stop(Refusal why, String detail) {
        stopped = true;
        queue.refuseAll(why, detail);
    }

    /**
     * Callers whose time is over are told unavailable, or unknown when their append may have left. Looked at every so
     * often for as long as anybody waits.
     */
    void sweep() {
        if (sweeping || (batch.isEmpty() && queue.isEmpty())) {
            return;
        }
        sweeping = true;
        wire.after(SWEEP, () -> {
            sweeping = false;
            queue.expire();
            batch.stream().filter(append -> append.overdue(wire.now())).forEach(append -> append.unknown(wire));
            sweep();
        });
    }
}
