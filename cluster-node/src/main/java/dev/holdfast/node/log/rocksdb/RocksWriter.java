package dev.holdfast.node.log.rocksdb;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.SnapshotKey;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The one thread that writes. It takes all that is pending, judges each condition against the heads as the earlier ones
 * of the same batch would leave them, writes and syncs once, and only then answers and lets reads of heads see it.
 */
final class RocksWriter {
    private static final int PENDING_AT_MOST = 65_536;
    private static final int BATCH_AT_MOST = 1_024;

    private record Pending(StoreRequest request, Consumer<StoreAnswer> answerTo) {}

    /** Puts a batch on the disk. */
    interface Disk {
        void write(WriteOptions options, WriteBatch batch) throws RocksDBException;
    }

    private record Answered(Consumer<StoreAnswer> answerTo, StoreAnswer answer) {}

    private final RocksFiles files;
    private final Disk disk;
    private final WriteOptions writeOptions;
    private final Map<ByteBuffer, Head> heads;
    private final Consumer<String> onPoisoned;
    private final BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(PENDING_AT_MOST);
    private final AtomicLong answered = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean poisoned;

    RocksWriter(RocksFiles files, Disk disk, boolean sync, Map<ByteBuffer, Head> heads, Consumer<String> onPoisoned) {
        this.files = files;
        this.disk = disk;
        this.writeOptions = sync ? files.synced() : files.unsynced();
        this.heads = new ConcurrentHashMap<>(heads);
        this.onPoisoned = onPoisoned;
        this.thread =
                Thread.ofPlatform().daemon().name("holdfast-rocksdb-write").start(this::run);
    }

    Optional<Head> head(StoreRequest.ReadHead read) {
        return Optional.ofNullable(heads.get(key(read.shard(), read.segment())));
    }

    long answered() {
        return answered.get();
    }

    void write(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        if (closed || poisoned) {
            answerTo.accept(new StoreAnswer.Unavailable(poisoned ? "an earlier write failed" : "the store is closed"));
        } else if (!pending.offer(new Pending(request, answerTo))) {
            answerTo.accept(new StoreAnswer.Unavailable("too many writes wait"));
        } else if (closed && !thread.isAlive()) {
            drain();
        }
    }

    private void run() {
        List<Pending> taken = new ArrayList<>(BATCH_AT_MOST);
        try {
            while (!closed || !pending.isEmpty()) {
                taken.clear();
                Pending first = pending.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    pending.drainTo(taken, BATCH_AT_MOST - 1);
                    write(taken);
                }
            }
        } catch (InterruptedException interrupted) {
            closed = true;
        }
        // Nobody takes anything from here on: what came in meanwhile is told so, and certainly not written.
        closed = true;
        drain();
    }

    private void drain() {
        for (Pending left = pending.poll(); left != null; left = pending.poll()) {
            left.answerTo().accept(new StoreAnswer.Unavailable("the store is closed"));
        }
    }

    private void write(List<Pending> taken) {
        if (poisoned) {
            taken.forEach(each -> each.answerTo().accept(new StoreAnswer.Unavailable("an earlier write failed")));
            return;
        }
        Map<ByteBuffer, Head> changed = new HashMap<>();
        List<Answered> answers = new ArrayList<>(taken.size());
        try (WriteBatch batch = new WriteBatch()) {
            for (Pending each : taken) {
                answers.add(new Answered(each.answerTo(), stage(each.request(), batch, changed)));
            }
            if (batch.count() > 0) {
                disk.write(writeOptions, batch);
            }
        } catch (RocksDBException | RuntimeException | Error broken) {
            // Whatever it is, memory and disk may differ from here on, and this thread is the only one that writes.
            poisoned = true;
            String why = String.valueOf(broken.getMessage());
            taken.forEach(each -> each.answerTo().accept(new StoreAnswer.Unknown(why)));
            onPoisoned.accept(why);
            return;
        }
        heads.putAll(changed);
        answered.addAndGet(answers.size());
        answers.forEach(each -> each.answerTo().accept(each.answer()));
    }

    private StoreAnswer stage(StoreRequest request, WriteBatch batch, Map<ByteBuffer, Head> changed)
            throws RocksDBException {
        switch (request) {
            case StoreRequest.CompareAndCommit write -> {
                return compare(write, batch, changed);
            }
            case StoreRequest.WriteHint hint ->
                batch.put(
                        files.meta(),
                        RocksKeys.shard(hint.shard()),
                        ByteBuffer.allocate(Long.BYTES).putLong(hint.segment()).array());
            case StoreRequest.DropCommits drop -> dropCommits(drop, batch, changed);
            case StoreRequest.PutSnapshot put ->
                batch.put(
                        files.snapshots(),
                        RocksKeys.snapshot(put.shard(), put.generation(), SnapshotKey.of(put.snapshot())),
                        RowCodec.snapshot(put.snapshot()));

            case StoreRequest.DeleteSnapshot delete ->
                batch.delete(files.snapshots(), RocksKeys.snapshot(delete.shard(), delete.generation(), delete.key()));
            case StoreRequest.DropGeneration drop -> {
                byte[] generation = RocksKeys.generation(drop.shard(), drop.generation());
                batch.deleteRange(files.snapshots(), generation, RocksKeys.after(generation));
            }
            case StoreRequest.AppendHistory append -> {
                for (HistoryRow row : append.rows()) {
                    batch.put(
                            files.history(),
                            RocksKeys.history(append.shard(), row.id(), row.sequence()),
                            RowCodec.history(row));
                }
            }
            case StoreRequest.ReadHint _,
                    StoreRequest.ReadHead _,
                    StoreRequest.ReadCommits _,
                    StoreRequest.ReadSnapshot _,
                    StoreRequest.ListSnapshots _,
                    StoreRequest.ReadHistory _ -> throw new IllegalArgumentException("not a write: " + request);
        }
        return new StoreAnswer.Done();
    }

    private StoreAnswer compare(StoreRequest.CompareAndCommit write, WriteBatch batch, Map<ByteBuffer, Head> changed)
            throws RocksDBException {
        ByteBuffer key = key(write.shard(), write.segment());
        Optional<Head> before = Optional.ofNullable(changed.get(key)).or(() -> Optional.ofNullable(heads.get(key)));
        if (!Condition.holds(write.condition(), before)) {
            return new StoreAnswer.Refused(before);
        }
        Head after = write.change().of(before);
        changed.put(key, after);
        batch.put(files.heads(), RocksKeys.segment(write.shard(), write.segment()), RowCodec.head(after));
        if (write.commit().isPresent()) {
            Commit commit = write.commit().get();
            batch.put(
                    files.commits(),
                    RocksKeys.commit(write.shard(), write.segment(), commit.position()),
                    RowCodec.commit(commit));
        }
        return new StoreAnswer.Applied();
    }

    private void dropCommits(StoreRequest.DropCommits drop, WriteBatch batch, Map<ByteBuffer, Head> changed)
            throws RocksDBException {
        ByteBuffer key = key(drop.shard(), drop.segment());
        boolean sealed = Optional.ofNullable(changed.get(key))
                .or(() -> Optional.ofNullable(heads.get(key)))
                .filter(Head::sealed)
                .isPresent();
        if (sealed) {
            byte[] segment = RocksKeys.segment(drop.shard(), drop.segment());
            batch.deleteRange(files.commits(), segment, RocksKeys.after(segment));
        }
    }

    private static ByteBuffer key(ShardId shard, long segment) {
        return ByteBuffer.wrap(RocksKeys.segment(shard, segment));
    }

    /** Finishes what is pending. */
    void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
