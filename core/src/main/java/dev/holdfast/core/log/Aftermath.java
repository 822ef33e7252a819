package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out, after the shard was lost, whether the last commit had been written before. Its row at its position settles
 * it either way; no row settles it only if the new owner has not trimmed that far, which is asked after the row was.
 */
final class Aftermath {
    /** What became of the commit. */
    enum Outcome {
        WRITTEN,
        NOT_WRITTEN,
        UNKNOWN
    }

    private static final int TRIES = 6;

    private final Wire wire;
    private final ShardId shard;
    private final long segment;
    private final Commit commit;

    Aftermath(Wire wire, ShardId shard, long segment, Commit commit) {
        this.wire = wire;
        this.shard = shard;
        this.segment = segment;
        this.commit = commit;
    }

    void find(Consumer<Outcome> then) {
        wire.ask(
                new StoreRequest.ReadCommits(shard, segment, commit.position(), 1, 1),
                TRIES,
                answer -> {
                    if (!(answer instanceof StoreAnswer.CommitsRead(List<Commit> found))) {
                        then.accept(Outcome.UNKNOWN);
                    } else if (!found.isEmpty() && found.getFirst().position() == commit.position()) {
                        boolean mine = found.getFirst().id().equals(commit.id());
                        then.accept(mine ? Outcome.WRITTEN : Outcome.NOT_WRITTEN);
                    } else {
                        findBeginning(segment, then);
                    }
                },
                _ -> then.accept(Outcome.UNKNOWN));
    }

    /** Follows the segments to the last, whose head says what has been trimmed. */
    private void findBeginning(long at, Consumer<Outcome> then) {
        wire.ask(
                new StoreRequest.ReadHead(shard, at),
                TRIES,
                answer -> {
                    if (!(answer instanceof StoreAnswer.HeadRead(Optional<Head> head))) {
                        then.accept(Outcome.UNKNOWN);
                    } else if (head.isEmpty()) {
                        then.accept(at > segment ? Outcome.NOT_WRITTEN : Outcome.UNKNOWN);
                    } else if (head.get().firstSegment() > segment) {
                        then.accept(Outcome.UNKNOWN);
                    } else if (head.get().sealed()) {
                        findBeginning(at + 1, then);
                    } else {
                        then.accept(Outcome.NOT_WRITTEN);
                    }
                },
                _ -> then.accept(Outcome.UNKNOWN));
    }
}
