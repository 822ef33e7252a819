package dev.holdfast.node.log;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** A store in which nothing is, although others use it: every shard has a name of this one's own. */
public final class OwnShards implements LogStore {
    private final LogStore store;
    private final String prefix;

    public OwnShards(LogStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        ShardId shard = new ShardId(
                prefix + "-" + request.shard().type(), request.shard().number());
        store.send(moved(request, shard), answerTo);
    }

    private static StoreRequest moved(StoreRequest request, ShardId shard) {
        return switch (request) {
            case StoreRequest.ReadHint _ -> new StoreRequest.ReadHint(shard);
            case StoreRequest.WriteHint write -> new StoreRequest.WriteHint(shard, write.segment());
            case StoreRequest.ReadHead read -> new StoreRequest.ReadHead(shard, read.segment());
            case StoreRequest.CompareAndCommit write ->
                new StoreRequest.CompareAndCommit(
                        shard, write.segment(), write.condition(), write.change(), write.commit());
            case StoreRequest.ReadCommits read ->
                new StoreRequest.ReadCommits(shard, read.segment(), read.fromPosition(), read.limit(), read.bytes());
            case StoreRequest.DropCommits drop -> new StoreRequest.DropCommits(shard, drop.segment());
            case StoreRequest.PutSnapshot put -> new StoreRequest.PutSnapshot(shard, put.generation(), put.snapshot());
            case StoreRequest.ReadSnapshot read ->
                new StoreRequest.ReadSnapshot(shard, read.generation(), read.id(), read.sequence(), read.version());
            case StoreRequest.ListSnapshots list ->
                new StoreRequest.ListSnapshots(
                        shard, list.generation(), list.after(), list.limit(), list.bytes(), list.bare());
            case StoreRequest.DeleteSnapshot delete ->
                new StoreRequest.DeleteSnapshot(shard, delete.generation(), delete.key());
            case StoreRequest.DropGeneration drop -> new StoreRequest.DropGeneration(shard, drop.generation());
            case StoreRequest.AppendHistory append -> new StoreRequest.AppendHistory(shard, append.rows());
            case StoreRequest.ReadHistory read ->
                new StoreRequest.ReadHistory(shard, read.id(), read.fromSequence(), read.limit());
        };
    }

    @Override
    public RegionRecord region(RegionRecord wanted) {
        return store.region(wanted);
    }

    @Override
    public Optional<RegionRecord> regionFound() {
        return store.regionFound();
    }

    @Override
    public Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        return store.replaceRegion(expected, next);
    }

    @Override
    public void close() {
        store.close();
    }
}
