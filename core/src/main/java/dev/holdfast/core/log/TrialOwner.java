package dev.holdfast.core.log;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A {@link ShardLog} that takes a shard over on paper: it reads the store as an owner does, and what it writes goes
 * into a cover that only it sees. So what it can load, the next owner can. Its time is its own: it never waits.
 */
public final class TrialOwner {
    private static final String NAME = "trial";

    /** So often it is woken for one question; whatever is not answered by then will not be. */
    private static final int WAKES = 20;

    /** An owner's loads and what it needs for them; nothing of an owner's upkeep, which would only be on paper too. */
    private static LogSettings reading(LogSettings settings) {
        return new LogSettings(
                settings.entriesPerCommit(),
                settings.bytesPerCommit(),
                settings.bytesPerAppend(),
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                settings.queuedEntries(),
                settings.answerTimeout(),
                settings.resendAfter(),
                settings.resendAtMost(),
                settings.readPage(),
                Integer.MAX_VALUE,
                settings.pageBytes(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                settings.keepsAllSnapshots());
    }

    /**
     * All that is kept of an id.
     *
     * @param events from the oldest that is kept
     * @param last its highest sequence
     */
    public record Loaded(Optional<Snapshot> snapshot, List<Entry.Event> events, long last) {
        public Loaded {
            events = List.copyOf(events);
        }
    }

    private final ShardLog log;
    private final CoveredStore store;
    private final LogOutput acquired;
    private final Deque<LogOutput.Send> sent = new ArrayDeque<>();
    private final TreeMap<String, Long> restored = new TreeMap<>();
    private final TreeSet<String> ids = new TreeSet<>();
    private Optional<LogOutput> answer = Optional.empty();
    private Instant now = Instant.EPOCH;
    private long tokens;

    /** @param moment up to which the shard is read, whatever its owner adds meanwhile */
    public TrialOwner(
            Function<StoreRequest, StoreAnswer> store,
            ShardId shard,
            long era,
            LogSettings settings,
            Onlooker.Moment moment) {
        this.store = new CoveredStore(store, moment);
        this.log = new ShardLog(shard, NAME, era, reading(settings));
        this.acquired = ask(new LogInput.Acquire());
    }

    /** Why the shard cannot be taken over, if so. */
    public Optional<String> refused() {
        return switch (acquired) {
            case LogOutput.Acquired _ -> Optional.empty();
            case LogOutput.Quarantined(String why) -> Optional.of(why);
            case LogOutput.Fenced(String by) -> Optional.of("it is owned by " + by);
            case LogOutput other -> Optional.of(inWords(other));
        };
    }

    /** The ids that it found, sorted. */
    public List<String> ids() {
        return List.copyOf(ids);
    }

    /** What is wrong, a line each: with taking the shard over, then with each id as its entity would load it. */
    List<String> everything() {
        Optional<String> refused = refused();
        if (refused.isPresent()) {
            return List.of("an owner would refuse it: " + refused.get());
        }
        List<String> wrong = new ArrayList<>();
        for (String id : ids) {
            replay(id).ifPresent(wrong::add);
        }
        return wrong;
    }

    /** What is wrong with loading an id as its entity does: the snapshot, then what follows it. */
    private Optional<String> replay(String id) {
        Optional<Snapshot> snapshot = Optional.empty();
        switch (ask(new LogInput.LoadSnapshot(++tokens, id, SnapshotBounds.ANY))) {
            case LogOutput.SnapshotLoaded(long _, Optional<Snapshot> found) -> snapshot = found;
            case LogOutput.SnapshotFailed(long _, String why) -> {
                return Optional.of("the snapshot of " + id + ": " + why);
            }
            case LogOutput other -> {
                return Optional.of("the snapshot of " + id + ": " + inWords(other));
            }
        }
        long from = snapshot.map(Snapshot::sequence).orElse(0L) + 1;
        return switch (ask(new LogInput.LoadEvents(++tokens, id, from, Long.MAX_VALUE, Long.MAX_VALUE, false))) {
            case LogOutput.EventsLoaded loaded -> Optional.empty();
            case LogOutput.LoadFailed(long _, String why, boolean _) -> Optional.of(why);
            case LogOutput other -> Optional.of(id + ": " + inWords(other));
        };
    }

    /**
     * All that is kept of an id, oldest first.
     *
     * @return empty when nothing is known of it
     * @throws IllegalStateException when it cannot be loaded: why
     */
    public Optional<Loaded> load(String id) {
        Optional<Snapshot> snapshot = ask(new LogInput.LoadSnapshot(++tokens, id, SnapshotBounds.ANY))
                        instanceof LogOutput.SnapshotLoaded(long _, Optional<Snapshot> found)
                ? found
                : Optional.empty();
        return switch (ask(new LogInput.LoadEvents(++tokens, id, 1, Long.MAX_VALUE, Long.MAX_VALUE, true))) {
            case LogOutput.EventsLoaded(long _, List<Entry.Event> events, long last) ->
                ids.contains(id) ? Optional.of(new Loaded(snapshot, events, last)) : Optional.empty();
            case LogOutput.LoadFailed(long _, String why, boolean _) -> throw new IllegalStateException(why);
            case LogOutput other -> throw new IllegalStateException(id + ": " + inWords(other));
        };
    }

    /** Gives an input and lets the log and the store talk until the answer is there. */
    private LogOutput ask(LogInput input) {
        answer = Optional.empty();
        give(input);
        for (int i = 0; i < WAKES && answer.isEmpty(); i++) {
            now = log.wakeAt().filter(now::isBefore).orElse(now);
            give(new LogInput.Wake());
        }
        return answer.orElseGet(() -> new LogOutput.Alarm("the store does not give what was asked for"));
    }

    private static String inWords(LogOutput output) {
        return output instanceof LogOutput.Alarm(String what) ? what : output.toString();
    }

    private void give(LogInput input) {
        take(log.step(input, now));
        while (!sent.isEmpty()) {
            LogOutput.Send next = sent.remove();
            take(log.step(new LogInput.StoreAnswered(next.ticket(), store.apply(next.request())), now));
        }
    }

    private void take(List<LogOutput> outputs) {
        for (LogOutput output : outputs) {
            switch (output) {
                case LogOutput.Send send -> sent.add(send);
                case LogOutput.Restored(Snapshot snapshot) -> {
                    restored.merge(snapshot.id(), snapshot.covers(), Math::max);
                    ids.add(snapshot.id());
                }
                case LogOutput.Replayed(Commit commit) -> commit.entries().forEach(this::mention);
                case LogOutput.Acquired _,
                        LogOutput.Fenced _,
                        LogOutput.Quarantined _,
                        LogOutput.EventsLoaded _,
                        LogOutput.LoadFailed _,
                        LogOutput.SnapshotLoaded _,
                        LogOutput.SnapshotFailed _ -> answer = answer.or(() -> Optional.of(output));
                case LogOutput.Committed _,
                        LogOutput.Appended _,
                        LogOutput.AppendRefused _,
                        LogOutput.AppendUnknown _,
                        LogOutput.BarrierPassed _,
                        LogOutput.BarrierFailed _,
                        LogOutput.SnapshotDone _,
                        LogOutput.SnapshotsWanted _,
                        LogOutput.Alarm _,
                        LogOutput.Ended _ -> {}
            }
        }
    }

    private void mention(Entry entry) {
        switch (entry) {
            case Entry.Event event -> ids.add(event.id());
            case Entry.Deletion deletion -> ids.add(deletion.id());
            case Entry.Archive archive -> {
                // Unless a snapshot is of the name's next life.
                if (restored.getOrDefault(archive.id(), 0L) <= archive.last()) {
                    ids.remove(archive.id());
                }
            }
        }
    }
}
