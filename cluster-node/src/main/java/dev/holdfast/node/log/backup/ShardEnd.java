package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.Head;
import dev.holdfast.node.log.RowCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What ends a shard in a backup.
 *
 * @param head at the moment as which it was read; empty when nobody ever owned the shard
 * @param segments so many came before, and so on
 */
record ShardEnd(Optional<Head> head, long segments, long commits, long snapshots, long history) {
    Frame frame() {
        return Frame.of(Frame.Kind.SHARD_END, out -> {
            byte[] bytes = head.map(RowCodec::head).orElse(new byte[0]);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.writeLong(segments);
            out.writeLong(commits);
            out.writeLong(snapshots);
            out.writeLong(history);
        });
    }

    static ShardEnd of(Frame frame) throws IOException {
        return frame.read(in -> new ShardEnd(head(in), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }

    private static Optional<Head> head(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readInt());
        return bytes.length == 0 ? Optional.empty() : Optional.of(RowCodec.head(bytes));
    }
}
