package dev.holdfast.node.log.rocksdb;

import java.nio.file.Path;

/**
 * How the embedded store is opened.
 *
 * @param directory where it lives; nothing else may be in there
 * @param sync whether a write is answered only after it is on the disk; off is for showing what that costs in safety
 * @param cacheMib block cache, mebibytes
 * @param writeBufferMib memory for what is not yet in sorted files, mebibytes
 */
public record RocksSettings(Path directory, boolean sync, int cacheMib, int writeBufferMib) {
    public static RocksSettings in(Path directory) {
        return new RocksSettings(directory, true, 32, 64);
    }
}
