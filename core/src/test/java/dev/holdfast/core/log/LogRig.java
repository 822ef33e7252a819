package dev.holdfast.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One would-be owner of a shard over a model store, with every request in the test's hand and a clock turned by hand.
 */
final class LogRig {
    static final ShardId SHARD = new ShardId("instance", 7);
    static final LogSettings SMALL = new LogSettings(
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
            4,
            false);

    final ModelStore store;
    final ShardLog log;
    final List<LogOutput> outputs = new ArrayList<>();
    final Deque<LogOutput.Send> sent = new ArrayDeque<>();
    final List<Commit> view = new ArrayList<>();
    Instant now;
    private long tokens;

    LogRig(ModelStore store, String owner) {
        this(store, owner, SMALL, Samples.NOW);
    }

    LogRig(ModelStore store, String owner, LogSettings settings, Instant now) {
        this(store, owner, settings, now, 1);
    }

    LogRig(ModelStore store, String owner, LogSettings settings, Instant now, long era) {
        this.store = store;
        this.log = new ShardLog(SHARD, owner, era, settings);
        this.now = now;
    }

    /** A rig that owns the shard already. */
    static LogRig owning(ModelStore store, String owner) {
        return new LogRig(store, owner).acquire();
    }

    LogRig acquire() {
        give(new LogInput.Acquire());
        settle();
        assertThat(outputs).anyMatch(LogOutput.Acquired.class::isInstance);
        return this;
    }

    LogRig give(LogInput input) {
        for (LogOutput output : log.step(input, now)) {
            outputs.add(output);
            if (output instanceof LogOutput.Send send) {
                sent.add(send);
            } else if (output instanceof LogOutput.Committed(Commit commit, var _)) {
                view.add(commit);
            }
        }
        return this;
    }

    /** Every request takes effect and is answered, until there are none; time stands still. */
    LogRig settle() {
        while (!sent.isEmpty()) {
            answer(sent.remove());
        }
        return this;
    }

    LogRig answer(LogOutput.Send send) {
        return give(new LogInput.StoreAnswered(send.ticket(), store.apply(send.request())));
    }

    LogRig answer(LogOutput.Send send, StoreAnswer with) {
        return give(new LogInput.StoreAnswered(send.ticket(), with));
    }

    /** The oldest request of a kind that was sent and is in nobody's hand yet. */
    <T extends StoreRequest> LogOutput.Send take(Class<T> kind) {
        Optional<LogOutput.Send> found =
                sent.stream().filter(send -> kind.isInstance(send.request())).findFirst();
        assertThat(found)
                .as("a %s is on its way; on their way: %s", kind.getSimpleName(), sent)
                .isPresent();
        sent.remove(found.get());
        return found.get();
    }

    LogOutput.Send takeCommit() {
        return take(StoreRequest.CompareAndCommit.class);
    }

    boolean sends(Class<? extends StoreRequest> kind) {
        return sent.stream().anyMatch(send -> kind.isInstance(send.request()));
    }

    LogRig after(Duration time) {
        now = now.plus(time);
        return give(new LogInput.Wake());
    }

    /** Lets time pass in small steps, answering everything, until something is so or a minute is over. */
    LogRig until(Predicate<LogRig> so) {
        for (int i = 0; i < 6_000 && !so.test(this); i++) {
            settle();
            after(Duration.ofMillis(10));
        }
        assertThat(so.test(this)).isTrue();
        return this;
    }

    /** Lets time pass in small steps, answering everything but requests of a kind, for which the store has no time. */
    LogRig without(Class<? extends StoreRequest> kind, Duration time) {
        for (int i = 0; i < time.toMillis() / 10; i++) {
            while (!sent.isEmpty()) {
                LogOutput.Send send = sent.remove();
                if (kind.isInstance(send.request())) {
                    answer(send, new StoreAnswer.Unavailable("busy"));
                } else {
                    answer(send);
                }
            }
            after(Duration.ofMillis(10));
        }
        return this;
    }

    // What is asked of it.

    long append(String id, long expected, String... events) {
        return append(id, expected, Duration.ofSeconds(10), events);
    }

    long append(String id, long expected, Duration patience, String... events) {
        List<LogInput.NewEvent> news = Arrays.stream(events)
                .map(event -> new LogInput.NewEvent(payload(event), event))
                .toList();
        long token = ++tokens;
        give(new LogInput.Append(token, id, expected, news, now.plus(patience)));
        return token;
    }

    long barrier(String id) {
        long token = ++tokens;
        give(new LogInput.AskBarrier(token, Optional.of(id), now.plusSeconds(5)));
        return token;
    }

    long load(String id) {
        return load(id, 1);
    }

    long load(String id, long from) {
        long token = ++tokens;
        give(new LogInput.LoadEvents(token, id, from, Long.MAX_VALUE, Long.MAX_VALUE, false));
        return token;
    }

    long loadSnapshot(String id) {
        long token = ++tokens;
        give(new LogInput.LoadSnapshot(token, id, SnapshotBounds.ANY));
        return token;
    }

    long save(String id, long sequence, String state) {
        long token = ++tokens;
        give(new LogInput.SaveSnapshot(token, id, sequence, 1, payload(state)));
        return token;
    }

    long delete(String id, long upTo) {
        long token = ++tokens;
        give(new LogInput.Delete(token, id, upTo, now.plusSeconds(10)));
        return token;
    }

    long archive(String id, long expected, long epoch) {
        long token = ++tokens;
        give(new LogInput.Archive(token, id, expected, new Epoch(epoch), now.plusSeconds(10)));
        return token;
    }

    /** Appends one event after another, each in a commit of its own. */
    LogRig fill(String id, long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            long token = append(id, sequence - 1, "e" + sequence);
            settle();
            assertThat(appended(token))
                    .as("append %s of %s: %s", sequence, id, outputs.getLast())
                    .isTrue();
        }
        return this;
    }

    // What came of it.

    boolean appended(long token) {
        return outputs.contains(new LogOutput.Appended(token));
    }

    boolean unknown(long token) {
        return outputs.contains(new LogOutput.AppendUnknown(token));
    }

    Optional<LogOutput.Refusal> refused(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.AppendRefused refused && refused.token() == token)
                .map(output -> ((LogOutput.AppendRefused) output).why())
                .findFirst();
    }

    boolean unanswered(long token) {
        return !appended(token) && !unknown(token) && refused(token).isEmpty();
    }

    Optional<Long> barrierLast(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.BarrierPassed passed && passed.token() == token)
                .map(output -> ((LogOutput.BarrierPassed) output).last())
                .findFirst();
    }

    Optional<LogOutput.Refusal> barrierFailed(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.BarrierFailed failed && failed.token() == token)
                .map(output -> ((LogOutput.BarrierFailed) output).why())
                .findFirst();
    }

    Optional<List<String>> loaded(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.EventsLoaded loaded && loaded.token() == token)
                .map(output -> ((LogOutput.EventsLoaded) output)
                        .events().stream().map(event -> text(event.payload())).toList())
                .findFirst();
    }

    Optional<String> loadFailed(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.LoadFailed failed && failed.token() == token)
                .map(output -> ((LogOutput.LoadFailed) output).why())
                .findFirst();
    }

    Optional<Optional<String>> snapshot(long token) {
        return outputs.stream()
                .filter(output -> output instanceof LogOutput.SnapshotLoaded loaded && loaded.token() == token)
                .map(output -> ((LogOutput.SnapshotLoaded) output)
                        .snapshot()
                        .flatMap(Snapshot::payload)
                        .map(LogRig::text))
                .findFirst();
    }

    boolean saved(long token) {
        return outputs.contains(new LogOutput.SnapshotDone(token));
    }

    boolean has(Class<? extends LogOutput> kind) {
        return outputs.stream().anyMatch(kind::isInstance);
    }

    List<String> wantedSnapshots() {
        return outputs.stream()
                .filter(LogOutput.SnapshotsWanted.class::isInstance)
                .flatMap(output -> ((LogOutput.SnapshotsWanted) output).ids().stream())
                .distinct()
                .toList();
    }

    static Payload payload(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Payload payload) {
        return new String(payload.bytes(), StandardCharsets.UTF_8);
    }
}
