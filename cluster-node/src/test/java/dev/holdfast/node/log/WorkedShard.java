package dev.holdfast.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.ShardLog;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotBounds;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.log.audit.StoreCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The owner of a shard over any store, one step after the other, with a clock that is turned by hand. */
public final class WorkedShard {
    /** Small segments, so that little work fills many. */
    private static final LogSettings SMALL = new LogSettings(
            4,
            1_000,
            2_000,
            6,
            100_000,
            100,
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            3,
            1_000_000,
            10_000,
            1,
            4,
            1_000,
            false);

    private final StoreCalls store;
    private final ShardLog log;
    private final List<LogOutput> outputs = new ArrayList<>();
    private final Deque<LogOutput.Send> sent = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private long tokens;

    private WorkedShard(LogStore store, ShardId shard, long era, String owner) {
        this.store = new StoreCalls(store);
        this.log = new ShardLog(shard, owner, era, SMALL);
        give(new LogInput.Acquire());
    }

    public static WorkedShard own(LogStore store, ShardId shard, long era, String owner) {
        WorkedShard worked = new WorkedShard(store, shard, era, owner);
        assertThat(worked.outputs).anyMatch(LogOutput.Acquired.class::isInstance);
        return worked;
    }

    /** What a node of an era hears that wants a shard and must not have it. */
    public static String refused(LogStore store, ShardId shard, long era, String owner) {
        WorkedShard refused = new WorkedShard(store, shard, era, owner);
        assertThat(refused.outputs).noneMatch(LogOutput.Acquired.class::isInstance);
        return refused.outputs.toString();
    }

    /** The first few names that belong to a shard. */
    public static List<String> names(ShardId shard, int shards, int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "shop/web-" + i)
                .filter(name -> ShardId.of(shard.type(), name, shards).equals(shard))
                .limit(count)
                .toList();
    }

    /** Appends one event, and says whether it is there now. */
    public boolean append(String id, long sequence) {
        long token = ++tokens;
        Payload payload = payload("event " + sequence + " of " + id);
        give(new LogInput.Append(
                token, id, sequence - 1, List.of(new LogInput.NewEvent(payload, payload)), now.plusSeconds(10)));
        return outputs.contains(new LogOutput.Appended(token));
    }

    public WorkedShard fill(String id, long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            assertThat(append(id, sequence))
                    .as("event %s of %s: %s", sequence, id, outputs.getLast())
                    .isTrue();
        }
        return this;
    }

    public WorkedShard archive(String id, long last) {
        long token = ++tokens;
        give(new LogInput.Archive(token, id, last, new Epoch(3), now.plusSeconds(10)));
        assertThat(outputs).contains(new LogOutput.Appended(token));
        return this;
    }

    public WorkedShard snapshot(String id, long sequence) {
        long token = ++tokens;
        give(new LogInput.SaveSnapshot(token, id, sequence, 1, payload("state of " + id + " at " + sequence)));
        assertThat(outputs).contains(new LogOutput.SnapshotDone(token));
        return this;
    }

    /** Lets time pass, so that the oldest segments go if they can. */
    public WorkedShard settle() {
        for (int i = 0; i < 300; i++) {
            now = now.plusMillis(50);
            give(new LogInput.Wake());
        }
        return this;
    }

    /** What its entity would load: the snapshot's state, then what follows. */
    public List<String> load(String id) {
        long first = ++tokens;
        give(new LogInput.LoadSnapshot(first, id, SnapshotBounds.ANY));
        Optional<Snapshot> snapshot = outputs.stream()
                .filter(output -> output instanceof LogOutput.SnapshotLoaded loaded && loaded.token() == first)
                .map(output -> ((LogOutput.SnapshotLoaded) output).snapshot())
                .findFirst()
                .orElseThrow();
        long second = ++tokens;
        long from = snapshot.map(Snapshot::sequence).orElse(0L) + 1;
        give(new LogInput.LoadEvents(second, id, from, Long.MAX_VALUE, Long.MAX_VALUE, false));
        List<Entry.Event> events = outputs.stream()
                .filter(output -> output instanceof LogOutput.EventsLoaded loaded && loaded.token() == second)
                .map(output -> ((LogOutput.EventsLoaded) output).events())
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " cannot be loaded: " + outputs.getLast()));
        List<String> all = new ArrayList<>();
        snapshot.flatMap(Snapshot::payload).ifPresent(state -> all.add(text(state)));
        events.forEach(event -> all.add(event.sequence() + ": " + text(event.payload())));
        return all;
    }

    /** The same of several. */
    public Map<String, List<String>> load(List<String> ids) {
        TreeMap<String, List<String>> all = new TreeMap<>();
        ids.forEach(id -> all.put(id, load(id)));
        return all;
    }

    public List<LogOutput> outputs() {
        return outputs;
    }

    private void give(LogInput input) {
        take(log.step(input, now));
        while (!sent.isEmpty()) {
            LogOutput.Send next = sent.remove();
            take(log.step(new LogInput.StoreAnswered(next.ticket(), store.apply(next.request())), now));
        }
    }

    private void take(List<LogOutput> more) {
        for (LogOutput output : more) {
            if (output instanceof LogOutput.Send send) {
                sent.add(send);
            } else {
                outputs.add(output);
            }
        }
    }

    private static Payload payload(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Payload payload) {
        return new String(payload.bytes(), StandardCharsets.UTF_8);
    }

    /** Of several shards, those that a test wants by number. */
    public static List<ShardId> shards(String type, int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new ShardId(type, number))
                .toList();
    }
}
