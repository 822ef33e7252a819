package dev.holdfast.node.log.rocksdb;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.SnapshotKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys whose byte order is the order in which rows are read: type, shard, then segment and position, or generation, id,
 * sequence and version. Names end with a zero byte, which no name contains; numbers are big-endian and never negative.
 */
final class RocksKeys {
    private RocksKeys() {}

    static byte[] shard(ShardId shard) {
        return prefix(shard, 0).array();
    }

    static byte[] segment(ShardId shard, long segment) {
        return prefix(shard, Long.BYTES).putLong(segment).array();
    }

    static byte[] commit(ShardId shard, long segment, long position) {
        return prefix(shard, 2 * Long.BYTES).putLong(segment).putLong(position).array();
    }

    static byte[] generation(ShardId shard, long generation) {
        return segment(shard, generation);
    }

    static byte[] snapshot(ShardId shard, long generation, SnapshotKey key) {
        byte[] name = key.id().getBytes(StandardCharsets.UTF_8);
        return prefix(shard, Long.BYTES + name.length + 1 + 4 * Long.BYTES)
                .putLong(generation)
                .put(name)
                .put((byte) 0)
                .putLong(key.sequence())
                .putLong(key.version().era())
                .putLong(key.version().term())
                .putLong(key.version().counter())
                .array();
    }

    static byte[] history(ShardId shard, String id, long sequence) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return prefix(shard, name.length + 1 + Long.BYTES)
                .put(name)
                .put((byte) 0)
                .putLong(sequence)
                .array();
    }

    /** The first key after every key that begins with this prefix. */
    static byte[] after(byte[] prefix) {
        byte[] next = prefix.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            if (next[i] != (byte) 0xff) {
                next[i]++;
                return Arrays.copyOf(next, i + 1);
            }
        }
        throw new IllegalArgumentException("nothing comes after this prefix");
    }

    private static ByteBuffer prefix(ShardId shard, int more) {
        byte[] type = shard.type().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(type.length + 1 + Integer.BYTES + more)
                .put(type)
                .put((byte) 0)
                .putInt(shard.number());
    }
}
