package dev.holdfast.core.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads back an id's events. A load waits for what is queued or unresolved of its id, and gives exactly the events that
 * the index says there are, or fails: never a history with a hole or a missing end.
 */
final class Loads {
    private static final int TRIES = 5;

    /** Commits this close together are read in one go although some between them are other ids'. */
    private static final int GAP = 16;

    private static final class Load {
        private final long number;
        private final LogInput.LoadEvents wanted;
        private final List<Entry.Event> events = new ArrayList<>();
        private long expected;
        private long to;
        private long last;
        private long[] positions = {};
        private int at;

        private Load(long number, LogInput.LoadEvents wanted) {
            this.number = number;
            this.wanted = wanted;
        }
    }

    private final Wire wire;
    private final LogSettings settings;
    private final Owned owned;
    private final Suspicion suspicion;
    private final Map<Long, Load> active = new LinkedHashMap<>();
    private final List<LogInput.LoadEvents> waiting = new ArrayList<>();
    private long numbers;
    private boolean stopped;

    Loads(Wire wire, LogSettings settings, Owned owned, Suspicion suspicion) {
        this.wire = wire;
        this.settings = settings;
        this.owned = owned;
        this.suspicion = suspicion;
    }

    void load(LogInput.LoadEvents wanted) {
        boolean settled =
                owned.index().find(wanted.id()).map(IndexEntry::settled).orElse(true);
        if (settled) {
            begin(wanted);
        } else {
            waiting.add(wanted);
        }
    }

    /** Something was resolved: loads that waited for it may begin. */
    void resume() {
        if (waiting.isEmpty()) {
            return;
        }
        List<LogInput.LoadEvents> ready = waiting.stream()
                .filter(each ->
                        owned.index().find(each.id()).map(IndexEntry::settled).orElse(true))
                .toList();
        waiting.removeAll(ready);
        ready.forEach(this::begin);
    }

    /** A number that every load that begins from now on is at or above. */
    long mark() {
        return numbers + 1;
    }

    /** Whether no load that began before the mark is still reading. */
    boolean passed(long mark) {
        return active.keySet().stream().allMatch(number -> number >= mark);
    }

    private void begin(LogInput.LoadEvents wanted) {
        Optional<IndexEntry> found = owned.index().find(wanted.id());
        long last = owned.index().last(wanted.id());
        if (found.isEmpty() || wanted.from() > last) {
            wire.emit(new LogOutput.EventsLoaded(wanted.token(), List.of(), last));
            return;
        }
        IndexEntry entry = found.get();
        Load load = new Load(++numbers, wanted);
        load.last = last;
        load.to = Math.min(wanted.to(), last);
        long start = Math.max(wanted.from(), entry.deletedUpTo() + 1);
        start = Math.max(start, entry.begin());
        if (wanted.onlyKept()) {
            start = Math.max(start, entry.oldest());
        }
        List<Entry.Event> aside =
                entry.newest().map(newest -> newest.snapshot().tail()).orElse(List.of());
        load.expected = start;
        for (Entry.Event event : aside) {
            if (event.sequence() >= start && event.sequence() <= load.to && event.sequence() < entry.oldest()) {
                load.events.add(event);
                load.expected = event.sequence() + 1;
            }
        }
        if (load.expected <= load.to && load.expected < entry.oldest()) {
            wire.emit(new LogOutput.LoadFailed(
                    wanted.token(),
                    wanted.id() + " from sequence " + load.expected + " is not kept; the oldest is " + entry.oldest(),
                    true));
            return;
        }
        load.positions = load.expected <= load.to ? entry.positions(load.expected, load.to) : new long[0];
        active.put(load.number, load);
        next(load);
    }

    private void next(Load load) {
        boolean enough = load.events.size() >= load.wanted.max();
        if (load.at == load.positions.length || enough) {
            finish(load);
            return;
        }
        long from = load.positions[load.at];
        Segments.Live segment = owned.segments().holding(from);
        long until = from;
        int end = load.at + 1;
        while (end < load.positions.length
                && load.positions[end] - until <= GAP
                && load.positions[end] - from < settings.readPage()
                && load.positions[end] <= segment.end()) {
            until = load.positions[end];
            end++;
        }
        int limit = (int) (until - from + 1);
        wire.ask(
                new StoreRequest.ReadCommits(owned.shard(), segment.number(), from, limit, settings.pageBytes()),
                TRIES,
                answer -> {
                    if (answer instanceof StoreAnswer.CommitsRead(List<Commit> commits) && !commits.isEmpty()) {
                        take(load, commits);
                    } else {
                        lost(load, "commit " + from + " is not there");
                    }
                },
                why -> fail(load, why));
    }

    private void take(Load load, List<Commit> commits) {
        for (Commit commit : commits) {
            if (load.at == load.positions.length || commit.position() < load.positions[load.at]) {
                continue;
            }
            if (commit.position() > load.positions[load.at]) {
                lost(load, "commit " + load.positions[load.at] + " is not there");
                return;
            }
            load.at++;
            for (Entry entry : commit.entries()) {
                if (entry instanceof Entry.Event event
                        && event.id().equals(load.wanted.id())
                        && event.sequence() >= load.expected
                        && event.sequence() <= load.to) {
                    if (event.sequence() != load.expected) {
                        lost(load, "sequence " + load.expected + " is missing");
                        return;
                    }
                    load.events.add(event);
                    load.expected++;
                }
            }
        }
        next(load);
    }

    private void finish(Load load) {
        boolean cut = load.events.size() >= load.wanted.max();
        if (!cut && load.expected != load.to + 1) {
            lost(load, "it ends at sequence " + (load.expected - 1) + ", not " + load.to);
            return;
        }
        active.remove(load.number);
        List<Entry.Event> events =
                load.events.size() > load.wanted.max() ? load.events.subList(0, (int) load.wanted.max()) : load.events;
        if (!stopped) {
            wire.emit(new LogOutput.EventsLoaded(load.wanted.token(), List.copyOf(events), load.last));
        }
    }

    /**
     * What this owner saw in the store is not there. A newer owner may have trimmed it, and then this one is fenced and
     * all its loads fail; else it was lost, no retry brings it back, and a person must hear of it.
     */
    private void lost(Load load, String what) {
        suspicion.look(
                () -> {
                    if (!stopped) {
                        wire.emit(new LogOutput.Alarm(load.wanted.id() + " cannot be replayed: " + what));
                    }
                    fail(load, what, true);
                },
                () -> fail(load, what));
    }

    private void fail(Load load, String why) {
        fail(load, why, false);
    }

    private void fail(Load load, String why, boolean damaged) {
        active.remove(load.number);
        if (!stopped) {
            wire.emit(new LogOutput.LoadFailed(load.wanted.token(), load.wanted.id() + ": " + why, damaged));
        }
    }

    void stop(String why) {
        stopped = true;
        waiting.forEach(each -> wire.emit(new LogOutput.LoadFailed(each.token(), why, false)));
        active.values().forEach(each -> wire.emit(new LogOutput.LoadFailed(each.wanted.token(), why, false)));
        waiting.clear();
        active.clear();
    }
}
