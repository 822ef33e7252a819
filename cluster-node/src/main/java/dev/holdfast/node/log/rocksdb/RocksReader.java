package dev.holdfast.node.log.rocksdb;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotKey;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store's reads. They see what was synced before they began. */
final class RocksReader {
    private static final Logger LOG = LoggerFactory.getLogger(RocksReader.class);

    private final RocksFiles files;

    RocksReader(RocksFiles files) {
        this.files = files;
    }

    StoreAnswer read(StoreRequest request) {
        try {
            return switch (request) {
                case StoreRequest.ReadHint read ->
                    new StoreAnswer.HintRead(
                            Optional.ofNullable(files.database().get(files.meta(), RocksKeys.shard(read.shard())))
                                    .map(bytes -> ByteBuffer.wrap(bytes).getLong()));
                case StoreRequest.ReadCommits read -> new StoreAnswer.CommitsRead(commits(read));
                case StoreRequest.ReadSnapshot read ->
                    new StoreAnswer.SnapshotRead(Optional.ofNullable(files.database()
                                    .get(
                                            files.snapshots(),
                                            RocksKeys.snapshot(
                                                    read.shard(),
                                                    read.generation(),
                                                    new SnapshotKey(read.id(), read.sequence(), read.version()))))
                            .map(RowCodec::snapshot));
                case StoreRequest.ListSnapshots list -> new StoreAnswer.SnapshotsListed(snapshots(list));
                case StoreRequest.ReadHistory read -> new StoreAnswer.HistoryRead(history(read));
                case StoreRequest.ReadHead _,
                        StoreRequest.CompareAndCommit _,
                        StoreRequest.WriteHint _,
                        StoreRequest.DropCommits _,
                        StoreRequest.PutSnapshot _,
                        StoreRequest.DeleteSnapshot _,
                        StoreRequest.DropGeneration _,
                        StoreRequest.AppendHistory _ -> throw new IllegalArgumentException("not a read: " + request);
            };
        } catch (RocksDBException broken) {
            return new StoreAnswer.Unknown(String.valueOf(broken.getMessage()));
        } catch (RuntimeException undecodable) {
            // Whoever asked must not wait for an answer that never comes, and a person must hear of it.
            LOG.atError()
                    .addKeyValue("request", request)
                    .setCause(undecodable)
                    .log("A row of the log cannot be decoded.");
            return new StoreAnswer.Unknown("a row cannot be decoded: " + undecodable.getMessage());
        }
    }

    /** Every head, by its key; read once when the store is opened. */
    Map<ByteBuffer, Head> heads() {
        Map<ByteBuffer, Head> heads = new HashMap<>();
        try (RocksIterator rows = files.database().newIterator(files.heads())) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                heads.put(ByteBuffer.wrap(rows.key()), RowCodec.head(rows.value()));
            }
            rows.status();
        } catch (RocksDBException broken) {
            throw new IllegalStateException("cannot read the log's heads: " + broken.getMessage(), broken);
        }
        return heads;
    }

    private List<Commit> commits(StoreRequest.ReadCommits read) throws RocksDBException {
        return scan(
                files.commits(),
                RocksKeys.commit(read.shard(), read.segment(), read.fromPosition()),
                RocksKeys.after(RocksKeys.segment(read.shard(), read.segment())),
                _ -> true,
                RowCodec::commit,
                bytes -> bytes.length,
                read.limit(),
                read.bytes());
    }

    private List<Snapshot> snapshots(StoreRequest.ListSnapshots list) throws RocksDBException {
        byte[] generation = RocksKeys.generation(list.shard(), list.generation());
        byte[] start = list.after()
                .map(key -> RocksKeys.snapshot(list.shard(), list.generation(), key))
                .orElse(generation);
        boolean skipFirst = list.after().isPresent();
        return scan(
                files.snapshots(),
                start,
                RocksKeys.after(generation),
                key -> !skipFirst || !Arrays.equals(key, start),
                bytes -> list.bare() ? RowCodec.snapshot(bytes).bare() : RowCodec.snapshot(bytes),
                bytes -> list.bare() ? Payload.EMPTY.size() : bytes.length,
                list.limit(),
                list.bytes());
    }

    private List<HistoryRow> history(StoreRequest.ReadHistory read) throws RocksDBException {
        byte[] start = RocksKeys.history(read.shard(), read.id(), read.fromSequence());
        byte[] prefix = Arrays.copyOf(start, start.length - Long.BYTES);
        return scan(
                files.history(),
                start,
                RocksKeys.after(prefix),
                _ -> true,
                RowCodec::history,
                bytes -> bytes.length,
                read.limit(),
                Integer.MAX_VALUE);
    }

    private <T> List<T> scan(
            ColumnFamilyHandle family,
            byte[] from,
            byte[] before,
            Predicate<byte[]> wanted,
            Function<byte[], T> decode,
            ToIntFunction<byte[]> size,
            int limit,
            int bytes)
            throws RocksDBException {
        List<T> found = new ArrayList<>();
        int taken = 0;
        try (Slice bound = new Slice(before);
                ReadOptions options = new ReadOptions().setIterateUpperBound(bound);
                RocksIterator rows = files.database().newIterator(family, options)) {
            for (rows.seek(from); rows.isValid() && found.size() < limit; rows.next()) {
                if (!wanted.test(rows.key())) {
                    continue;
                }
                byte[] value = rows.value();
                int more = size.applyAsInt(value);
                if (!found.isEmpty() && taken + more > bytes) {
                    break;
                }
                taken += more;
                found.add(decode.apply(value));
            }
            rows.status();
        }
        return found;
    }
}
