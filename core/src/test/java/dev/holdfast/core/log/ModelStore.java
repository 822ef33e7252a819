package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** The model of a store that also remembers every commit that it ever applied, and can be broken. */
final class ModelStore {
    private final StoreModel model = new StoreModel();
    private final List<Commit> everApplied = new ArrayList<>();

    StoreAnswer apply(StoreRequest request) {
        StoreAnswer answer = model.apply(request);
        if (answer instanceof StoreAnswer.Applied && request instanceof StoreRequest.CompareAndCommit write) {
            write.commit().ifPresent(everApplied::add);
        }
        return answer;
    }

    /** Every commit that was ever applied, in the order in which it was. */
    List<Commit> everApplied() {
        return List.copyOf(everApplied);
    }

    Optional<Head> head(ShardId shard, long segment) {
        return model.head(shard, segment);
    }

    NavigableMap<Long, Commit> rows(ShardId shard, long segment) {
        return model.rows(shard, segment);
    }

    NavigableMap<SnapshotKey, Snapshot> shelf(ShardId shard, long generation) {
        return model.shelf(shard, generation);
    }

    void loseHead(ShardId shard, long segment) {
        model.loseHead(shard, segment);
    }

    void replaceHead(ShardId shard, long segment, Head head) {
        model.replaceHead(shard, segment, head);
    }
}
