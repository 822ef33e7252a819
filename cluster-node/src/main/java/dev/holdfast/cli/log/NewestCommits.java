package dev.holdfast.cli.log;

import dev.holdfast.core.log.Commit;
import dev.holdfast.node.log.audit.Indifferent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last few commits of a shard. */
final class NewestCommits extends Indifferent {
    private final int limit;
    private final Deque<LogKinds.Placed> newest = new ArrayDeque<>();

    NewestCommits(int limit) {
        this.limit = limit;
    }

    /** Oldest first. */
    List<LogKinds.Placed> commits() {
        return List.copyOf(newest);
    }

    @Override
    public void begin() {
        newest.clear();
    }

    @Override
    public void commit(long segment, Commit commit) {
        newest.addLast(new LogKinds.Placed(segment, commit));
        if (newest.size() > limit) {
            newest.removeFirst();
        }
    }
}
