package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A shard as it is at a moment, with a cover over it: what is written goes into the cover and is read from there, the
 * store beneath is only read, and of what its owner adds after the moment nothing is seen.
 */
final class CoveredStore {
    private final Function<StoreRequest, StoreAnswer> store;
    private final Onlooker.Moment moment;
    private final TreeMap<Long, Head> heads = new TreeMap<>();
    private final TreeMap<SnapshotKey, Snapshot> snapshots = new TreeMap<>();

    CoveredStore(Function<StoreRequest, StoreAnswer> store, Onlooker.Moment moment) {
        this.store = store;
        this.moment = moment;
        heads.put(moment.segment(), moment.head());
    }

    StoreAnswer apply(StoreRequest request) {
        return switch (request) {
            case StoreRequest.ReadHint _ -> new StoreAnswer.HintRead(Optional.of(moment.segment()));
            case StoreRequest.ReadHead read ->
                read.segment() < moment.segment() ? store.apply(read) : new StoreAnswer.HeadRead(head(read.segment()));
            case StoreRequest.CompareAndCommit write -> commit(write);
            case StoreRequest.ReadCommits read -> upToTheMoment(store.apply(read));
            case StoreRequest.PutSnapshot put -> {
                snapshots.put(SnapshotKey.of(put.snapshot()), put.snapshot());
                yield new StoreAnswer.Done();
            }
            case StoreRequest.ReadSnapshot read -> {
                Optional<Snapshot> covering =
                        Optional.ofNullable(snapshots.get(new SnapshotKey(read.id(), read.sequence(), read.version())));
                yield covering.isPresent() ? new StoreAnswer.SnapshotRead(covering) : store.apply(read);
            }
            case StoreRequest.ListSnapshots list -> store.apply(list);
            case StoreRequest.ReadHistory read -> store.apply(read);
            case StoreRequest.WriteHint _,
                    StoreRequest.DropCommits _,
                    StoreRequest.DeleteSnapshot _,
                    StoreRequest.DropGeneration _,
                    StoreRequest.AppendHistory _ -> new StoreAnswer.Done();
        };
    }

    private Optional<Head> head(long segment) {
        return Optional.ofNullable(heads.get(segment));
    }

    private StoreAnswer commit(StoreRequest.CompareAndCommit write) {
        Optional<Head> before = head(write.segment());
        if (!Condition.holds(write.condition(), before)) {
            return new StoreAnswer.Refused(before);
        }
        heads.put(write.segment(), write.change().of(before));
        return new StoreAnswer.Applied();
    }

    private StoreAnswer upToTheMoment(StoreAnswer answer) {
        return answer instanceof StoreAnswer.CommitsRead(List<Commit> commits)
                ? new StoreAnswer.CommitsRead(commits.stream()
                        .filter(commit -> commit.position() <= moment.head().position())
                        .toList())
                : answer;
    }
}
