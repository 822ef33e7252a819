package dev.holdfast.core.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keeps the log short. The oldest sealed segment goes when nothing needs it: its events are copied to the history,
 * every id in it has a snapshot that covers it (read back, not assumed), a trim has moved the log's beginning past it,
 * and every replay that began before the trim has ended. One thing at a time; whatever fails is begun again after a
 * pause.
 */
final class Upkeep {
    private static final int TRIES = 5;
    private static final int IDS_AT_ONCE = 64;

    /** How long the view has to write the snapshots that were asked for before they are asked for again. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final Writer writer;
    private final AppendQueue queue;
    private final Shelf shelf;
    private final Loads loads;
    private final Consumer<String> suspect;
    private final Set<String> aside = new LinkedHashSet<>();
    private long historyCopied = -1;
    private boolean busy;
    private boolean stopped;
    private boolean alarmed;
    private boolean tidied;

    Upkeep(
            Wire wire,
            LogSettings settings,
            Owned owned,
            Writer writer,
            AppendQueue queue,
            Shelf shelf,
            Loads loads,
            Consumer<String> suspect) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.writer = writer;
        this.queue = queue;
        this.shelf = shelf;
        this.loads = loads;
        this.suspect = suspect;
    }

    void stop() {
        stopped = true;
    }

    /**
     * Nobody can apply this id's events: no snapshot will come, so its rows are copied aside when they stand in the
     * way.
     */
    void keepAside(String id) {
        aside.add(id);
    }

    /** Looks whether there is anything to do; called after each acquire and roll over. */
    void tend() {
        if (stopped) {
            return;
        }
        if (owned.segments().count() > settings.segmentsAlarm() && !alarmed) {
            alarmed = true;
            wire.emit(new LogOutput.Alarm(owned.segments().count() + " live segments; the oldest cannot be emptied"));
        }
        if (busy) {
            return;
        }
        if (!tidied) {
            busy = true;
            tidy();
        } else if (owned.segments().sealed().size() > settings.segmentsKept()) {
            busy = true;
            copyHistory(owned.segments().oldest());
        } else if (shelf.full() || shelf.moving()) {
            busy = true;
            moveSnapshots();
        } else {
            alarmed = false;
        }
    }

    private void again() {
        busy = false;
        wire.after(PATIENCE, this::tend);
    }

    private void next() {
        busy = false;
        tend();
    }

    /**
     * An earlier owner may have moved the log's beginning and died before it dropped what lay before. Each owner drops
     * that once more before it moves the beginning itself, so at most one of each is ever left over.
     */
    private void tidy() {
        long segment = owned.head().firstSegment() - 1;
        long generation = owned.head().firstGeneration() - 1;
        Runnable done = () -> {
            tidied = true;
            next();
        };
        Runnable generations = () -> {
            if (generation < 0) {
                done.run();
            } else {
                wire.ask(
                        new StoreRequest.DropGeneration(owned.shard(), generation),
                        TRIES,
                        _ -> done.run(),
                        _ -> again());
            }
        };
        if (segment < 0) {
            generations.run();
        } else {
            wire.ask(new StoreRequest.DropCommits(owned.shard(), segment), TRIES, _ -> generations.run(), _ -> again());
        }
    }

    // First: what readers may still want is copied.

    private void copyHistory(Segments.Live segment) {
        if (historyCopied >= segment.number()) {
            coverIds(segment);
        } else {
            copyHistory(segment, segment.base() + 1);
        }
    }

    private void copyHistory(Segments.Live segment, long from) {
        if (stopped) {
            return;
        }
        if (from > segment.end()) {
            historyCopied = segment.number();
            coverIds(segment);
            return;
        }
        wire.ask(
                new StoreRequest.ReadCommits(
                        owned.shard(), segment.number(), from, settings.readPage(), settings.pageBytes()),
                TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.CommitsRead(List<Commit> commits) && !commits.isEmpty()) {
                        wire.ask(
                                new StoreRequest.AppendHistory(owned.shard(), rows(commits)),
                                TRIES,
                                _ -> copyHistory(segment, commits.getLast().position() + 1),
                                _ -> again());
                    } else {
                        again();
                    }
                },
                _ -> again());
    }

    private static List<HistoryRow> rows(List<Commit> commits) {
        List<HistoryRow> rows = new ArrayList<>();
        for (Commit commit : commits) {
            for (Entry entry : commit.entries()) {
                if (entry instanceof Entry.Event event) {
                    rows.add(new HistoryRow(event.id(), event.sequence(), commit.position(), event.payload()));
                }
            }
        }
        return rows;
    }

    // Second: every id in it is covered by a snapshot, or by a newer deletion.

    private void coverIds(Segments.Live segment) {
        if (stopped) {
            return;
        }
        List<String> needing = owned.index().needing(segment.end());
        if (needing.isEmpty()) {
            repeatDeletions(segment);
            return;
        }
        List<String> lost = needing.stream().filter(aside::contains).toList();
        if (!lost.isEmpty()) {
            copyAside(segment, lost.getFirst());
            return;
        }
        List<String> asked = needing.subList(0, Math.min(IDS_AT_ONCE, needing.size()));
        wire.emit(new LogOutput.SnapshotsWanted(List.copyOf(asked)));
        awaitCover(segment, asked, 0);
    }

    /** The snapshots come one by one; looked at every so often until they are all there. */
    private void awaitCover(Segments.Live segment, List<String> asked, int looks) {
        wire.after(Duration.ofMillis(50), () -> {
            if (stopped) {
                return;
            }
            List<String> needing = owned.index().needing(segment.end());
            if (asked.stream().noneMatch(needing::contains) || asked.stream().anyMatch(aside::contains)) {
                coverIds(segment);
            } else if (looks * 50L < PATIENCE.toMillis()) {
                awaitCover(segment, asked, looks + 1);
            } else {
                again();
            }
        });
    }

    /** The base that could be read, and the events that nobody could apply to it, in one row of their own. */
    private void copyAside(Segments.Live segment, String id) {
        Optional<IndexEntry> found = owned.index().find(id);
        if (found.isEmpty()) {
            coverIds(segment);
            return;
        }
        IndexEntry entry = found.get();
        Optional<IndexEntry.Shelved> base = entry.newest();
        if (base.isEmpty()) {
            collectAside(segment, id, Optional.empty(), entry);
            return;
        }
        Snapshot bare = base.get().snapshot();
        wire.ask(
                new StoreRequest.ReadSnapshot(
                        owned.shard(), base.get().generation(), bare.id(), bare.sequence(), bare.version()),
                TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.SnapshotRead(Optional<Snapshot> snapshot)
                            && snapshot.isPresent()) {
                        collectAside(segment, id, snapshot, entry);
                    } else {
                        again();
                    }
                },
                _ -> again());
    }

    private void collectAside(Segments.Live segment, String id, Optional<Snapshot> base, IndexEntry entry) {
        long from = base.map(Snapshot::covers).orElse(entry.oldest() - 1) + 1;
        long to = entry.highestAtOrBefore(segment.end());
        List<Entry.Event> tail = new ArrayList<>(base.map(Snapshot::tail).orElse(List.of()));
        collectAside(segment, id, base, entry.positions(from, to), 0, from, to, tail);
    }

    private void collectAside(
            Segments.Live segment,
            String id,
            Optional<Snapshot> base,
            long[] positions,
            int at,
            long from,
            long to,
            List<Entry.Event> tail) {
        if (stopped) {
            return;
        }
        if (at == positions.length) {
            Snapshot kept = new Snapshot(
                    id,
                    base.map(Snapshot::sequence).orElse(from - 1),
                    owned.freshVersion(),
                    owned.head().position(),
                    base.map(Snapshot::takenAtMillis).orElse(0L),
                    base.flatMap(Snapshot::payload),
                    tail);
            wire.emit(new LogOutput.Alarm(id + " cannot be applied; its events up to " + to + " are kept aside"));
            shelf.put(kept, () -> coverIds(segment), _ -> again());
            return;
        }
        wire.ask(
                new StoreRequest.ReadCommits(
                        owned.shard(),
                        owned.segments().holding(positions[at]).number(),
                        positions[at],
                        1,
                        settings.pageBytes()),
                TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.CommitsRead(List<Commit> commits) && !commits.isEmpty()) {
                        for (Entry each : commits.getFirst().entries()) {
                            if (each instanceof Entry.Event event
                                    && event.id().equals(id)
                                    && event.sequence() >= from
                                    && event.sequence() <= to) {
                                tail.add(event);
                            }
                        }
                        collectAside(segment, id, base, positions, at + 1, from, to, tail);
                    } else {
                        again();
                    }
                },
                _ -> again());
    }

    private void repeatDeletions(Segments.Live segment) {
        List<String> remembered = owned.index().rememberedByDeletion(segment.end());
        if (remembered.isEmpty()) {
            readBack(segment, owned.head().firstGeneration(), Optional.empty(), new ReadBack());
            return;
        }
        remembered.forEach(queue::repeatDeletion);
        writer.pump();
        again();
    }

    // Third: what covers is read back, not assumed.

    /**
     * What was found when the snapshots were read back.
     *
     * @param covered up to which sequence each id is covered
     * @param dead rows of ids, or of lives of a name, that are no more
     */
    private record ReadBack(Map<String, Long> covered, List<IndexEntry.Shelved> dead) {
        private ReadBack() {
            this(new TreeMap<>(), new ArrayList<>());
        }
    }

    private void readBack(Segments.Live segment, long generation, Optional<SnapshotKey> after, ReadBack found) {
        wire.ask(
                new StoreRequest.ListSnapshots(
                        owned.shard(), generation, after, settings.readPage(), settings.pageBytes(), true),
                TRIES,
                answer -> {
                    if (stopped) {
                        return;
                    }
                    if (!(answer instanceof StoreAnswer.SnapshotsListed(List<Snapshot> page))) {
                        again();
                        return;
                    }
                    for (Snapshot snapshot : page) {
                        if (snapshot.version().term() > owned.term()) {
                            suspect.accept(
                                    "a snapshot of term " + snapshot.version().term());
                            return;
                        }
                        if (owned.index()
                                .find(snapshot.id())
                                .filter(entry -> snapshot.covers() >= entry.begin())
                                .isEmpty()) {
                            found.dead().add(new IndexEntry.Shelved(generation, snapshot));
                        } else if (owned.counts(snapshot)) {
                            found.covered().merge(snapshot.id(), snapshot.covers(), Math::max);
                        }
                    }
                    if (!page.isEmpty()) {
                        readBack(segment, generation, Optional.of(SnapshotKey.of(page.getLast())), found);
                    } else if (generation == owned.head().firstGeneration()) {
                        readBack(segment, generation + 1, Optional.empty(), found);
                    } else {
                        bury(segment, found, 0);
                    }
                },
                _ -> again());
    }

    /**
     * The archiving that makes a row dead may stand in the very segment that is about to go. The row goes first:
     * whoever reads the shard without the one and with the other would take the dead for living.
     */
    private void bury(Segments.Live segment, ReadBack found, int at) {
        if (stopped) {
            return;
        }
        if (at == found.dead().size()) {
            trim(segment, found.covered());
            return;
        }
        IndexEntry.Shelved row = found.dead().get(at);
        wire.ask(
                new StoreRequest.DeleteSnapshot(owned.shard(), row.generation(), SnapshotKey.of(row.snapshot())),
                TRIES,
                _ -> bury(segment, found, at + 1),
                _ -> again());
    }

    // Fourth: the log's beginning moves past it, and then its rows go.

    private void trim(Segments.Live segment, Map<String, Long> covered) {
        for (String id : owned.index().standingUpTo(segment.end())) {
            IndexEntry entry = owned.index().entry(id);
            long need = entry.highestAtOrBefore(segment.end());
            if (need > entry.deletedUpTo() && need > covered.getOrDefault(id, 0L)) {
                wire.emit(new LogOutput.Alarm("the snapshot that should cover " + id + " could not be read back"));
                entry.distrustSnapshots();
                again();
                return;
            }
        }
        writer.trim(segment.number() + 1, owned.head().firstGeneration(), () -> {
            owned.index().trim(segment.end());
            drop(segment, loads.mark());
        });
    }

    private void drop(Segments.Live segment, long mark) {
        if (stopped) {
            return;
        }
        if (!loads.passed(mark)) {
            wire.after(Duration.ofMillis(50), () -> drop(segment, mark));
            return;
        }
        wire.ask(
                new StoreRequest.DropCommits(owned.shard(), segment.number()),
                TRIES,
                _ -> {
                    owned.segments().removeOldest();
                    next();
                },
                _ -> wire.after(PATIENCE, () -> drop(segment, mark)));
    }

    // Snapshots: a full generation is closed and those that count move on.

    private void moveSnapshots() {
        if (!shelf.moving()) {
            shelf.openNext();
        }
        moveNext();
    }

    private void moveNext() {
        if (stopped) {
            return;
        }
        long old = owned.head().firstGeneration();
        List<IndexEntry.Shelved> left = owned.index().shelved(old);
        if (left.isEmpty() && !shelf.oldIsEmpty()) {
            wire.after(Duration.ofMillis(50), this::moveNext);
            return;
        }
        if (left.isEmpty()) {
            writer.trim(owned.head().firstSegment(), old + 1, () -> dropGeneration(old));
            return;
        }
        Snapshot bare = left.getFirst().snapshot();
        wire.ask(
                new StoreRequest.ReadSnapshot(owned.shard(), old, bare.id(), bare.sequence(), bare.version()),
                TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.SnapshotRead(Optional<Snapshot> found) && found.isPresent()) {
                        shelf.put(found.get(), this::moveNext, _ -> moveNext());
                    } else {
                        shelf.ifOurs(
                                () -> {
                                    wire.emit(new LogOutput.Alarm("the snapshot of " + bare.id() + " is gone"));
                                    owned.index()
                                            .find(bare.id())
                                            .ifPresent(entry -> entry.unshelve(SnapshotKey.of(bare)));
                                    moveNext();
                                },
                                this::again);
                    }
                },
                _ -> again());
    }

    private void dropGeneration(long old) {
        if (!stopped) {
            wire.ask(
                    new StoreRequest.DropGeneration(owned.shard(), old),
                    TRIES,
                    _ -> next(),
                    _ -> wire.after(PATIENCE, () -> dropGeneration(old)));
        }
    }
}
