package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store without faults or time: each request takes effect at once, as a linearizable store's would at some instant.
 */
public final class StoreModel {
    private record SegmentKey(ShardId shard, long segment) {}

    private record GenerationKey(ShardId shard, long generation) {}

    private record HistoryKey(ShardId shard, String id) {}

    private final Map<ShardId, Long> hints = new HashMap<>();
    private final Map<SegmentKey, Head> heads = new HashMap<>();
    private final Map<SegmentKey, TreeMap<Long, Commit>> commits = new HashMap<>();
    private final Map<GenerationKey, TreeMap<SnapshotKey, Snapshot>> snapshots = new HashMap<>();
    private final Map<HistoryKey, TreeMap<Long, HistoryRow>> history = new HashMap<>();

    public StoreAnswer apply(StoreRequest request) {
        return switch (request) {
            case StoreRequest.ReadHint(ShardId shard) ->
                new StoreAnswer.HintRead(Optional.ofNullable(hints.get(shard)));
            case StoreRequest.WriteHint(ShardId shard, long segment) -> {
                hints.put(shard, segment);
                yield new StoreAnswer.Done();
            }
            case StoreRequest.ReadHead(ShardId shard, long segment) -> new StoreAnswer.HeadRead(head(shard, segment));
            case StoreRequest.CompareAndCommit write -> commit(write);
            case StoreRequest.ReadCommits read -> read(read);
            case StoreRequest.DropCommits(ShardId shard, long segment) -> {
                if (head(shard, segment).filter(Head::sealed).isPresent()) {
                    rows(shard, segment).clear();
                }
                yield new StoreAnswer.Done();
            }
            case StoreRequest.PutSnapshot(ShardId shard, long generation, Snapshot snapshot) -> {
                shelf(shard, generation).put(SnapshotKey.of(snapshot), snapshot);
                yield new StoreAnswer.Done();
            }
            case StoreRequest.ReadSnapshot read ->
                new StoreAnswer.SnapshotRead(Optional.ofNullable(shelf(read.shard(), read.generation())
                        .get(new SnapshotKey(read.id(), read.sequence(), read.version()))));
            case StoreRequest.ListSnapshots list -> list(list);

            case StoreRequest.DeleteSnapshot(ShardId shard, long generation, SnapshotKey key) -> {
                shelf(shard, generation).remove(key);
                yield new StoreAnswer.Done();
            }
            case StoreRequest.DropGeneration(ShardId shard, long generation) -> {
                snapshots.remove(new GenerationKey(shard, generation));
                yield new StoreAnswer.Done();
            }
            case StoreRequest.AppendHistory(ShardId shard, List<HistoryRow> rows) -> {
                for (HistoryRow row : rows) {
                    history.computeIfAbsent(new HistoryKey(shard, row.id()), _ -> new TreeMap<>())
                            .put(row.sequence(), row);
                }
                yield new StoreAnswer.Done();
            }
            case StoreRequest.ReadHistory(ShardId shard, String id, long from, int limit) ->
                new StoreAnswer.HistoryRead(
                        history
                                .getOrDefault(new HistoryKey(shard, id), new TreeMap<>())
                                .tailMap(from, true)
                                .values()
                                .stream()
                                .limit(limit)
                                .toList());
        };
    }

    private StoreAnswer commit(StoreRequest.CompareAndCommit write) {
        SegmentKey key = new SegmentKey(write.shard(), write.segment());
        Optional<Head> head = Optional.ofNullable(heads.get(key));
        if (!Condition.holds(write.condition(), head)) {
            return new StoreAnswer.Refused(head);
        }
        heads.put(key, write.change().of(head));
        write.commit().ifPresent(commit -> rows(write.shard(), write.segment()).put(commit.position(), commit));
        return new StoreAnswer.Applied();
    }

    private StoreAnswer read(StoreRequest.ReadCommits read) {
        List<Commit> found = new ArrayList<>();
        int bytes = 0;
        for (Commit commit : rows(read.shard(), read.segment())
                .tailMap(read.fromPosition(), true)
                .values()) {
            if (found.size() == read.limit() || (bytes > 0 && bytes + Sizes.of(commit) > read.bytes())) {
                break;
            }
            bytes += Sizes.of(commit);
            found.add(commit);
        }
        return new StoreAnswer.CommitsRead(found);
    }

    private StoreAnswer list(StoreRequest.ListSnapshots list) {
        NavigableMap<SnapshotKey, Snapshot> shelf = shelf(list.shard(), list.generation());
        List<Snapshot> found = new ArrayList<>();
        int bytes = 0;
        for (Snapshot snapshot :
                (list.after().isEmpty() ? shelf : shelf.tailMap(list.after().get(), false)).values()) {
            Snapshot shown = list.bare() ? snapshot.bare() : snapshot;
            int size = shown.payload().map(Payload::size).orElse(0);
            if (found.size() == list.limit() || (!found.isEmpty() && bytes + size > list.bytes())) {
                break;
            }
            bytes += size;
            found.add(shown);
        }
        return new StoreAnswer.SnapshotsListed(found);
    }

    // What tests look at, and break.

    Optional<Head> head(ShardId shard, long segment) {
        return Optional.ofNullable(heads.get(new SegmentKey(shard, segment)));
    }

    NavigableMap<Long, Commit> rows(ShardId shard, long segment) {
        return commits.computeIfAbsent(new SegmentKey(shard, segment), _ -> new TreeMap<>());
    }

    NavigableMap<SnapshotKey, Snapshot> shelf(ShardId shard, long generation) {
        return snapshots.computeIfAbsent(new GenerationKey(shard, generation), _ -> new TreeMap<>());
    }

    void loseHead(ShardId shard, long segment) {
        heads.remove(new SegmentKey(shard, segment));
    }

    void replaceHead(ShardId shard, long segment, Head head) {
        heads.put(new SegmentKey(shard, segment), head);
    }
}
