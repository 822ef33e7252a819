package dev.holdfast.core.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The snapshots of an owned shard. They stand in generations: a full one is closed, those that count are copied to the
 * next, and the old one goes as a whole after a trim. Deleting rows one by one was tried: 120,000 tombstones in one
 * Cassandra partition made every list fail.
 */
final class Shelf {
    private static final int TRIES = 5;

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final Suspicion suspicion;
    private long open;
    private long rows;
    private final Map<Long, Integer> onTheirWay = new HashMap<>();
    private boolean stopped;

    Shelf(Wire wire, LogSettings settings, Owned owned, Suspicion suspicion) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.suspicion = suspicion;
        long first = owned.head().firstGeneration();
        long inNext = owned.index().shelved(first + 1).size();
        this.open = inNext > 0 ? first + 1 : first;
        this.rows = owned.index().shelved(open).size();
    }

    /** Whether the open generation should be closed. */
    boolean full() {
        return open == owned.head().firstGeneration()
                && rows
                        >= Math.max(
                                settings.generationRows(), 4L * owned.index().size());
    }

    /** Whether snapshots of the old generation still have to be copied. */
    boolean moving() {
        return open > owned.head().firstGeneration();
    }

    void openNext() {
        open = owned.head().firstGeneration() + 1;
        rows = 0;
    }

    void save(LogInput.SaveSnapshot wanted) {
        long last = owned.index().last(wanted.id());
        if (wanted.sequence() > last || owned.index().find(wanted.id()).isEmpty()) {
            wire.emit(new LogOutput.SnapshotFailed(
                    wanted.token(), wanted.id() + " is at sequence " + last + ", not " + wanted.sequence()));
            return;
        }
        Snapshot snapshot = new Snapshot(
                wanted.id(),
                wanted.sequence(),
                owned.freshVersion(),
                owned.head().position(),
                wanted.takenAtMillis(),
                Optional.of(wanted.payload()),
                List.of());
        put(
                snapshot,
                () -> wire.emit(new LogOutput.SnapshotDone(wanted.token())),
                why -> wire.emit(new LogOutput.SnapshotFailed(wanted.token(), why)));
    }

    void put(Snapshot snapshot, Runnable done, Consumer<String> failed) {
        long generation = open;
        rows++;
        onTheirWay.merge(generation, 1, Integer::sum);
        wire.ask(
                new StoreRequest.PutSnapshot(owned.shard(), generation, snapshot),
                TRIES,
                _ -> {
                    arrived(generation);
                    if (stopped) {
                        failed.accept("the shard is no longer owned");
                        return;
                    }
                    boolean alive = owned.index().find(snapshot.id()).isPresent();
                    boolean kept = generation >= owned.head().firstGeneration();
                    if (alive && kept) {
                        owned.index().shelve(generation, snapshot);
                        done.run();
                    } else {
                        if (kept) {
                            discard(generation, SnapshotKey.of(snapshot));
                        }
                        failed.accept(alive ? "its generation was closed" : "it was archived");
                    }
                },
                why -> {
                    arrived(generation);
                    failed.accept(why);
                });
    }

    private void arrived(long generation) {
        onTheirWay.merge(generation, -1, Integer::sum);
    }

    /** Whether nothing of the old generation counts any more, and nothing that might is still on its way to it. */
    boolean oldIsEmpty() {
        long old = owned.head().firstGeneration();
        return owned.index().shelved(old).isEmpty() && onTheirWay.getOrDefault(old, 0) == 0;
    }

    void load(LogInput.LoadSnapshot wanted, boolean again) {
        Optional<IndexEntry.Shelved> best = owned.index()
                .find(wanted.id())
                .flatMap(entry -> entry.snapshots().reversed().stream()
                        .filter(each -> each.snapshot().payload().isPresent()
                                && wanted.bounds()
                                        .admit(
                                                each.snapshot().sequence(),
                                                each.snapshot().takenAtMillis()))
                        .findFirst());
        if (best.isEmpty()) {
            wire.emit(new LogOutput.SnapshotLoaded(wanted.token(), Optional.empty()));
            return;
        }
        Snapshot bare = best.get().snapshot();
        wire.ask(
                new StoreRequest.ReadSnapshot(
                        owned.shard(), best.get().generation(), bare.id(), bare.sequence(), bare.version()),
                TRIES,
                answer -> {
                    if (stopped) {
                        return;
                    }
                    if (answer instanceof StoreAnswer.SnapshotRead(Optional<Snapshot> found) && found.isPresent()) {
                        wire.emit(new LogOutput.SnapshotLoaded(wanted.token(), found));
                    } else if (again) {
                        load(wanted, false);
                    } else {
                        gone(wanted.token(), "the snapshot of " + bare.id() + " is gone");
                    }
                },
                why -> {
                    if (!stopped) {
                        wire.emit(new LogOutput.SnapshotFailed(wanted.token(), why));
                    }
                });
    }

    /** What is missing was lost only if no newer owner has closed its generation, and then this one is fenced. */
    void ifOurs(Runnable ours, Runnable unknown) {
        suspicion.look(ours, unknown);
    }

    /** A newer owner may have closed its generation, and then this one is fenced; else the store has lost it. */
    private void gone(long token, String what) {
        suspicion.look(
                () -> {
                    if (!stopped) {
                        wire.emit(new LogOutput.Alarm(what));
                    }
                    wire.emit(new LogOutput.SnapshotFailed(token, what));
                },
                () -> wire.emit(new LogOutput.SnapshotFailed(token, what)));
    }

    void delete(LogInput.DeleteSnapshots wanted) {
        List<IndexEntry.Shelved> doomed =
                owned.index().find(wanted.id()).map(IndexEntry::snapshots).orElse(List.of()).stream()
                        .filter(each -> wanted.bounds()
                                .admit(
                                        each.snapshot().sequence(),
                                        each.snapshot().takenAtMillis()))
                        .toList();
        deleteNext(wanted.token(), doomed, 0);
    }

    private void deleteNext(long token, List<IndexEntry.Shelved> doomed, int at) {
        if (at == doomed.size()) {
            wire.emit(new LogOutput.SnapshotDone(token));
            return;
        }
        SnapshotKey key = SnapshotKey.of(doomed.get(at).snapshot());
        wire.ask(
                new StoreRequest.DeleteSnapshot(owned.shard(), doomed.get(at).generation(), key),
                TRIES,
                _ -> {
                    if (!stopped) {
                        owned.index().find(key.id()).ifPresent(entry -> entry.unshelve(key));
                        deleteNext(token, doomed, at + 1);
                    }
                },
                why -> wire.emit(new LogOutput.SnapshotFailed(token, why)));
    }

    /** Nobody may find a snapshot of what is archived. */
    void forget(String id) {
        owned.index()
                .find(id)
                .map(IndexEntry::snapshots)
                .orElse(List.of())
                .forEach(each -> discard(each.generation(), SnapshotKey.of(each.snapshot())));
    }

    /**
     * Deletes one row for good. Only rows that this owner knows to be dead, by their whole key: an owner that was
     * overtaken without knowing it must not be able to delete what a newer one relies on.
     */
    void discard(long generation, SnapshotKey key) {
        wire.ask(new StoreRequest.DeleteSnapshot(owned.shard(), generation, key), TRIES, _ -> {}, _ -> {});
    }

    void stop() {
        stopped = true;
    }
}
