package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads an acquired shard once: the snapshots that count, then every live commit in order. Out of it come the index
 * and, by the outputs, the view. What does not fit together means that the store has lost data.
 */
final class Reading {
    private static final int TRIES = Integer.MAX_VALUE;

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final Runnable done;
    private final Consumer<String> impossible;
    private final Succession succession = new Succession();
    private int bytes;
    private boolean cancelled;

    Reading(Wire wire, LogSettings settings, Owned owned, Runnable done, Consumer<String> impossible) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.done = done;
        this.impossible = impossible;
    }

    void cancel() {
        cancelled = true;
    }

    void begin() {
        listSnapshots(owned.head().firstGeneration(), Optional.empty());
    }

    private void listSnapshots(long generation, Optional<SnapshotKey> after) {
        wire.ask(
                new StoreRequest.ListSnapshots(
                        owned.shard(), generation, after, settings.readPage(), settings.pageBytes(), false),
                TRIES,
                answer -> {
                    if (cancelled) {
                        return;
                    }
                    if (!(answer instanceof StoreAnswer.SnapshotsListed(List<Snapshot> page))) {
                        impossible.accept("answered a list of snapshots with " + answer);
                        return;
                    }
                    page.forEach(snapshot -> shelve(generation, snapshot));
                    if (!page.isEmpty()) {
                        listSnapshots(generation, Optional.of(SnapshotKey.of(page.getLast())));
                    } else if (generation == owned.head().firstGeneration()) {
                        listSnapshots(generation + 1, Optional.empty());
                    } else {
                        readSegment(owned.head().firstSegment());
                    }
                },
                impossible);
    }

    /** The highest (sequence, version) wins if the log reaches as far as it does, and it is of this era. */
    private void shelve(long generation, Snapshot snapshot) {
        if (!owned.counts(snapshot)) {
            return;
        }
        owned.index().shelve(generation, snapshot);
        boolean wins = owned.index()
                .find(snapshot.id())
                .flatMap(IndexEntry::newest)
                .filter(newest -> SnapshotKey.of(newest.snapshot()).equals(SnapshotKey.of(snapshot)))
                .isPresent();
        if (wins) {
            wire.emit(new LogOutput.Restored(snapshot));
        }
    }

    private void readSegment(long segment) {
        if (segment == owned.segment()) {
            open(segment, owned.head());
            return;
        }
        wire.ask(
                new StoreRequest.ReadHead(owned.shard(), segment),
                TRIES,
                answer -> {
                    if (cancelled) {
                        return;
                    }
                    if (answer instanceof StoreAnswer.HeadRead(Optional<Head> head)
                            && head.isPresent()
                            && head.get().sealed()) {
                        open(segment, head.get());
                    } else {
                        impossible.accept(
                                "segment " + segment + " lies before the live one and is not sealed: " + answer);
                    }
                },
                impossible);
    }

    private void open(long segment, Head head) {
        readCommits(segment, head, succession.next(), true);
    }

    private void readCommits(long segment, Head head, long from, boolean first) {
        if (!first && from > head.position()) {
            segmentRead(segment, head);
            return;
        }
        wire.ask(
                new StoreRequest.ReadCommits(owned.shard(), segment, from, settings.readPage(), settings.pageBytes()),
                TRIES,
                answer -> {
                    if (cancelled) {
                        return;
                    }
                    if (!(answer instanceof StoreAnswer.CommitsRead(List<Commit> page))) {
                        impossible.accept("answered a read of commits with " + answer);
                        return;
                    }
                    if (first) {
                        long base = page.isEmpty()
                                ? head.position()
                                : page.getFirst().position() - 1;
                        owned.segments().open(segment, base);
                        bytes = 0;
                        if (succession.next() == 0) {
                            succession.beginAt(base + 1);
                        }
                    }
                    if (page.isEmpty()) {
                        segmentRead(segment, head);
                    } else if (take(page)) {
                        readCommits(segment, head, succession.next(), false);
                    }
                },
                impossible);
    }

    /**
     * What was read is whole only if the shard was still owned when the last of it was read: a newer owner may have
     * trimmed meanwhile, and then rows are missing without a trace.
     */
    private void proveWhole() {
        wire.ask(
                new StoreRequest.ReadHead(owned.shard(), owned.segment()),
                TRIES,
                answer -> {
                    if (cancelled) {
                        return;
                    }
                    boolean unchanged = answer instanceof StoreAnswer.HeadRead(Optional<Head> head)
                            && head.isPresent()
                            && head.get().equals(owned.head());
                    if (!unchanged) {
                        impossible.accept("the head has changed while the shard was read: " + answer);
                        return;
                    }
                    owned.index()
                            .gaps()
                            .forEach((id, gap) -> wire.emit(new LogOutput.Alarm(id + " cannot be replayed: " + gap)));
                    done.run();
                },
                impossible);
    }

    private boolean take(List<Commit> page) {
        for (Commit commit : page) {
            Optional<String> wrong = succession
                    .wrong(commit)
                    .map(Succession.Flaw::what)
                    .or(() -> owned.index().apply(commit).map(what -> "at commit " + commit.position() + ": " + what));
            if (wrong.isPresent()) {
                impossible.accept(wrong.get());
                return false;
            }
            succession.take(commit);
            bytes += Sizes.of(commit);
            owned.segments().extend(commit.position());
            wire.emit(new LogOutput.Replayed(commit));
        }
        return true;
    }

    private void segmentRead(long segment, Head head) {
        if (succession.next() != head.position() + 1) {
            impossible.accept("segment " + segment + " ends before commit " + succession.next() + ", its head says "
                    + head.position());
            return;
        }
        if (segment < owned.segment()) {
            readSegment(segment + 1);
            return;
        }
        owned.found(bytes);
        proveWhole();
    }
}
