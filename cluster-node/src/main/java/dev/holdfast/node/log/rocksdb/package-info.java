/** The embedded store: a RocksDB in a folder, every write synced before it is answered. */
@NullMarked
package dev.holdfast.node.log.rocksdb;

import org.jspecify.annotations.NullMarked;
