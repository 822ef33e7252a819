package dev.holdfast.sim.mutant;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.log.StoreRequest.CompareAndCommit;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What goes to the store is not what should. */
final class StoreMutants {
    private StoreMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.add(bug(
                "condition-by-term-alone",
                "a commit demands its own term, and not that nothing was committed since",
                "L2",
                () -> StoreMutants::byTermAlone));
        all.add(bug("term-not-raised", "an acquire leaves the term as it was", "L4", () -> StoreMutants::sameTerm));
        all.add(bug(
                "sent-again-under-another-id",
                "a commit that is sent again has another id, so that its first effect is not known again",
                "L6",
                AnotherId::new));
        all.add(bug(
                "trim-one-too-many",
                "the trim empties the segment after the one that is covered",
                "L3",
                () -> StoreMutants::nextSegment));
        all.add(bug(
                "generation-one-too-many",
                "the generation of snapshots that was just opened is dropped with the old one",
                "L1",
                () -> StoreMutants::nextGeneration));
        all.add(bug(
                "append-cut-short",
                "of two or more events that belong together the last is not written",
                "L1",
                () -> StoreMutants::cutShort));
        all.add(bug(
                "copies-miss-the-last",
                "the last event of a page is not copied for readers before its segment goes",
                "L8",
                () -> StoreMutants::allButLast));
        return all;
    }

    private static Mutant bug(String name, String broken, String rule, Supplier<UnaryOperator<StoreRequest>> fresh) {
        return new Mutant(name, broken, rule, () -> {
            UnaryOperator<StoreRequest> step = fresh.get();
            return new Seams() {
                @Override
                public StoreRequest request(StoreRequest request) {
                    return step.apply(request);
                }
            };
        });
    }

    private static StoreRequest byTermAlone(StoreRequest request) {
        return request instanceof CompareAndCommit write
                        && write.condition() instanceof Condition.CommitIs(long term, CommitId _)
                ? new CompareAndCommit(
                        write.shard(), write.segment(), new Condition.TermIs(term), write.change(), write.commit())
                : request;
    }

    private static StoreRequest sameTerm(StoreRequest request) {
        return request instanceof CompareAndCommit write
                        && write.change() instanceof HeadChange.Raise(long term, CommitId id)
                ? new CompareAndCommit(
                        write.shard(),
                        write.segment(),
                        write.condition(),
                        new HeadChange.Raise(term - 1, id),
                        write.commit())
                : request;
    }

    private static StoreRequest nextSegment(StoreRequest request) {
        return request instanceof StoreRequest.DropCommits drop
                ? new StoreRequest.DropCommits(drop.shard(), drop.segment() + 1)
                : request;
    }

    private static StoreRequest nextGeneration(StoreRequest request) {
        return request instanceof StoreRequest.DropGeneration drop
                ? new StoreRequest.DropGeneration(drop.shard(), drop.generation() + 1)
                : request;
    }

    private static StoreRequest cutShort(StoreRequest request) {
        if (!(request instanceof CompareAndCommit write)
                || write.commit().isEmpty()
                || write.commit().get().entries().size() < 2) {
            return request;
        }
        Commit whole = write.commit().get();
        List<Entry> entries = whole.entries();
        boolean together =
                entries.getLast().id().equals(entries.get(entries.size() - 2).id());
        return together
                ? new CompareAndCommit(
                        write.shard(),
                        write.segment(),
                        write.condition(),
                        write.change(),
                        Optional.of(new Commit(
                                whole.position(), whole.term(), whole.id(), entries.subList(0, entries.size() - 1))))
                : request;
    }

    private static StoreRequest allButLast(StoreRequest request) {
        return request instanceof StoreRequest.AppendHistory copy && copy.rows().size() > 1
                ? new StoreRequest.AppendHistory(
                        copy.shard(), copy.rows().subList(0, copy.rows().size() - 1))
                : request;
    }

    /** Remembers what it has seen. */
    private static final class AnotherId implements UnaryOperator<StoreRequest> {
        private final Set<CommitId> seen = new HashSet<>();
        private long others;

        @Override
        public StoreRequest apply(StoreRequest request) {
            if (request instanceof CompareAndCommit write
                    && write.change() instanceof HeadChange.Become(var head)
                    && !seen.add(head.commit())) {
                CommitId other = new CommitId(head.commit().owner(), 1_000_000 + ++others);
                return new CompareAndCommit(
                        write.shard(),
                        write.segment(),
                        write.condition(),
                        new HeadChange.Become(new dev.holdfast.core.log.Head(
                                head.term(),
                                head.position(),
                                other,
                                head.sealed(),
                                head.firstSegment(),
                                head.firstGeneration(),
                                head.floor())),
                        write.commit()
                                .or(Optional::empty)
                                .map(commit -> new Commit(commit.position(), commit.term(), other, commit.entries())));
            }
            return request;
        }
    }
}
