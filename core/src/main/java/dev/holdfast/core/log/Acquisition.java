package dev.holdfast.core.log;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes the shard over: from the hint, follows sealed segments to the last and raises its term; creates the next
 * segment where the last one is sealed and has none. The condition is the term alone: one on the exact commit would
 * starve beside an old owner that is busy appending. A head of a later era is left alone.
 */
final class Acquisition {
    private static final int READ_TRIES = Integer.MAX_VALUE;

    private final Wire wire;
    private final LogSettings settings;
    private final ShardId shard;
    private final String owner;
    private final long era;
    private final BiConsumer<Long, Head> acquired;
    private final Consumer<String> impossible;
    private final Runnable gone;
    private long headWrites;
    private int losses;
    private boolean cancelled;

    /**
     * @param acquired told the segment and the head that this owner now has
     * @param impossible told what the store shows that cannot be
     * @param gone told when it was cancelled and nothing of it is on its way any more
     */
    Acquisition(
            Wire wire,
            LogSettings settings,
            ShardId shard,
            String owner,
            long era,
            BiConsumer<Long, Head> acquired,
            Consumer<String> impossible,
            Runnable gone) {
        this.wire = wire;
        this.settings = settings;
        this.shard = shard;
        this.owner = owner;
        this.era = era;
        this.acquired = acquired;
        this.impossible = impossible;
        this.gone = gone;
    }

    long headWrites() {
        return headWrites;
    }

    /** Nobody wants the shard any more. A write that is on its way may still be applied: it then is one more term. */
    void cancel() {
        cancelled = true;
    }

    void begin() {
        wire.ask(
                new StoreRequest.ReadHint(shard),
                READ_TRIES,
                answer -> look(answer instanceof StoreAnswer.HintRead(Optional<Long> hint) ? hint.orElse(0L) : 0L),
                impossible);
    }

    private void look(long segment) {
        if (cancelled) {
            gone.run();
            return;
        }
        wire.ask(
                new StoreRequest.ReadHead(shard, segment),
                READ_TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.HeadRead(Optional<Head> head)) {
                        found(segment, head);
                    } else {
                        impossible.accept("answered a read of the head with " + answer);
                    }
                },
                impossible);
    }

    private void found(long segment, Optional<Head> head) {
        if (cancelled) {
            gone.run();
        } else if (head.isEmpty()) {
            if (segment == 0) {
                create(0, Head.beginning(fresh(), era));
            } else {
                look(0);
            }
        } else if (Terms.eraOf(head.get().term()) > era) {
            // Whoever began before a backup was restored must not go on in what came of it.
            impossible.accept("it is of era " + Terms.eraOf(head.get().term())
                    + ": a backup was restored since this node was started in era " + era + "; start it again");
        } else if (head.get().sealed()) {
            follow(segment, head.get());
        } else {
            take(segment, head.get());
        }
    }

    private void follow(long segment, Head sealed) {
        wire.ask(
                new StoreRequest.ReadHead(shard, segment + 1),
                READ_TRIES,
                answer -> {
                    if (!(answer instanceof StoreAnswer.HeadRead(Optional<Head> next))) {
                        impossible.accept("answered a read of the head with " + answer);
                    } else if (cancelled) {
                        gone.run();
                    } else if (next.isPresent()) {
                        found(segment + 1, next);
                    } else {
                        create(segment + 1, sealed.continued(fresh(), Terms.after(sealed.term(), era)));
                    }
                },
                impossible);
    }

    private void take(long segment, Head head) {
        HeadChange.Raise raise = new HeadChange.Raise(Terms.after(head.term(), era), fresh());
        write(segment, new Condition.TermIs(head.term()), raise, () -> readBack(segment, raise));
    }

    private void create(long segment, Head head) {
        write(segment, new Condition.Absent(), new HeadChange.Become(head), () -> won(segment, head));
    }

    private void write(long segment, Condition condition, HeadChange change, Runnable applied) {
        HeadWrite.begin(
                wire,
                settings,
                new StoreRequest.CompareAndCommit(shard, segment, condition, change, Optional.empty()),
                verdict -> {
                    switch (verdict) {
                        case HeadWrite.Verdict.Applied() -> applied.run();
                        case HeadWrite.Verdict.Superseded(Head by) -> lost(segment, by);
                        case HeadWrite.Verdict.NeverSent _ -> tryAgain(segment);
                        case HeadWrite.Verdict.Impossible(String why) -> impossible.accept(why);
                    }
                });
    }

    /** What the old owner had appended by the moment of the acquire; after it, only this owner writes. */
    private void readBack(long segment, HeadChange.Raise raise) {
        wire.ask(
                new StoreRequest.ReadHead(shard, segment),
                READ_TRIES,
                answer -> {
                    if (!(answer instanceof StoreAnswer.HeadRead(Optional<Head> head)) || head.isEmpty()) {
                        impossible.accept("after the acquire the head is " + answer);
                    } else if (head.get().commit().equals(raise.commit())) {
                        won(segment, head.get());
                    } else if (head.get().term() > raise.term()) {
                        lost(segment, head.get());
                    } else {
                        impossible.accept(
                                "after the acquire under term " + raise.term() + " the head is " + head.get());
                    }
                },
                impossible);
    }

    private void won(long segment, Head head) {
        if (cancelled) {
            gone.run();
        } else {
            acquired.accept(segment, head);
        }
    }

    /**
     * Somebody else was quicker. The refusal already shows the head to go on from; a pause lets the quicker one work.
     */
    private void lost(long segment, Head by) {
        losses++;
        wire.after(wire.pause(losses), () -> found(segment, Optional.of(by)));
    }

    private void tryAgain(long segment) {
        losses++;
        wire.after(wire.pause(losses), () -> look(segment));
    }

    private CommitId fresh() {
        return new CommitId(owner, ++headWrites);
    }
}
