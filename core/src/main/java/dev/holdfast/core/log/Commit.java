package dev.holdfast.core.log;

import java.util.List;

/**
 * One atomic append of events of one shard.
 *
 * @param position 1, 2, 3... in the shard, without gaps
 * @param term under which it was written
 */
public record Commit(long position, long term, CommitId id, List<Entry> entries) {
    public Commit {
        entries = List.copyOf(entries);
    }
}
