package dev.holdfast.node.log;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogInput;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.ShardLog;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.log.LogMessage.Appended;
import dev.holdfast.node.log.LogMessage.Loaded;
import dev.holdfast.node.log.LogMessage.Ownership;
import dev.holdfast.node.log.LogMessage.Proof;
import dev.holdfast.node.telemetry.LogFigures;
import dev.holdfast.node.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * Runs one {@link ShardLog}: brings it requests and store answers, carries out what it wants, keeps who waits for what.
 * It decides nothing. It stops when the log has ended; whoever works on the shard watches it.
 */
public final class ShardLogActor extends AbstractBehavior<LogMessage> {
    /** Whoever keeps the shard is told what its view needs. */
    public interface Listener {
        void tell(LogOutput output);
    }

    private final LogStore store;
    private final ShardLog log;
    private final Listener listener;
    private final LogTimeouts timeouts;
    private final Clock clock;
    private final EventBytes bytes;
    private final LogFigures figures;
    private final UnknownWrites unknownWrites = new UnknownWrites();
    private final Instant wantedAt;
    private final TimerScheduler<LogMessage> timers;
    private final Map<Long, Consumer<Appended>> appends = new HashMap<>();
    private final Map<Long, Consumer<Proof>> barriers = new HashMap<>();
    private final Map<Long, CompletableFuture<Loaded>> loads = new HashMap<>();
    private final Map<Long, CompletableFuture<Optional<Snapshot>>> snapshotLoads = new HashMap<>();
    private final Map<Long, CompletableFuture<Void>> snapshotWrites = new HashMap<>();
    private final List<Consumer<Ownership>> waiting = new ArrayList<>();
    private Optional<Floor> owned = Optional.empty();
    private Optional<String> quarantined = Optional.empty();
    private Optional<Instant> armed = Optional.empty();
    private long tokens;
    private boolean ended;

    private ShardLogActor(
            ActorContext<LogMessage> context,
            TimerScheduler<LogMessage> timers,
            LogStore store,
            ShardLog log,
            Listener listener,
            LogTimeouts timeouts,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.store = store;
        this.log = log;
        this.listener = listener;
        this.timeouts = timeouts;
        this.clock = clock;
        this.wantedAt = clock.instant();
        this.bytes = new EventBytes(Adapter.toClassic(context.getSystem()));
        this.figures = Telemetry.get(context.getSystem()).log(log.shard().type());
    }

    /** Begins to acquire the shard at once. */
    static Behavior<LogMessage> create(
            LogStore store, ShardLog log, Listener listener, LogTimeouts timeouts, Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ShardLogActor actor = new ShardLogActor(context, timers, store, log, listener, timeouts, clock);
            actor.give(new LogInput.Acquire());
            return actor;
        }));
    }

    @Override
    public Receive<LogMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(LogMessage.class, this::receive)
                .onSignal(PostStop.class, _ -> {
                    leaveNobodyWaiting();
                    return this;
                })
                .build();
    }

    private Behavior<LogMessage> receive(LogMessage message) {
        switch (message) {
            case LogMessage.Append append -> append(append);
            case LogMessage.Answered(long ticket, StoreAnswer answer) -> {
                figures.answered(inAWord(answer));
                unknownWrites.answered(ticket, answer).ifPresent(end -> figures.unknownEnded(inAWord(end), 1));
                give(new LogInput.StoreAnswered(ticket, answer));
            }
            case LogMessage.Barrier(Optional<String> id, Duration patience, Consumer<Proof> answer) -> {
                barriers.put(++tokens, answer);
                give(new LogInput.AskBarrier(tokens, id, clock.instant().plus(patience)));
            }
            case LogMessage.Own(Consumer<Ownership> answer) -> own(answer);
            case LogMessage.LoadEvents load -> {
                loads.put(++tokens, load.answer());
                give(new LogInput.LoadEvents(tokens, load.id(), load.from(), load.to(), load.max(), load.onlyKept()));
            }
            case LogMessage.LoadSnapshot load -> {
                snapshotLoads.put(++tokens, load.answer());
                give(new LogInput.LoadSnapshot(tokens, load.id(), load.bounds()));
            }
            case LogMessage.SaveSnapshot save -> save(save);
            case LogMessage.DeleteSnapshots delete -> {
                snapshotWrites.put(++tokens, delete.answer());
                give(new LogInput.DeleteSnapshots(tokens, delete.id(), delete.bounds()));
            }
            case LogMessage.Delete delete -> {
                appends.put(++tokens, delete.answer());
                give(new LogInput.Delete(tokens, delete.id(), delete.upTo(), appendDeadline()));
            }
            case LogMessage.Archive archive -> {
                appends.put(++tokens, archive.answer());
                give(new LogInput.Archive(tokens, archive.id(), archive.expected(), archive.epoch(), appendDeadline()));
            }
            case LogMessage.ReadHistory read -> readHistory(read);
            case LogMessage.KeepAside(String id) -> give(new LogInput.KeepAside(id));
            case LogMessage.Release() -> give(new LogInput.Release());
            case LogMessage.Wake() -> {
                armed = Optional.empty();
                give(new LogInput.Wake());
            }
        }
        return ended ? Behaviors.stopped() : this;
    }

    private void append(LogMessage.Append append) {
        List<LogInput.NewEvent> events = new ArrayList<>(append.events().size());
        try {
            for (PersistentRepr event : append.events()) {
                events.add(new LogInput.NewEvent(bytes.event(event), event.payload()));
            }
        } catch (Exception notSerializable) {
            append.answer().accept(new Appended.NotSerializable(notSerializable));
            return;
        }
        appends.put(++tokens, append.answer());
        give(new LogInput.Append(tokens, append.id(), append.expected(), events, appendDeadline()));
    }

    private Instant appendDeadline() {
        return clock.instant().plus(timeouts.append());
    }

    private void save(LogMessage.SaveSnapshot save) {
        Payload payload;
        try {
            payload = bytes.snapshot(save.state());
        } catch (Exception notSerializable) {
            save.answer().completeExceptionally(notSerializable);
            return;
        }
        snapshotWrites.put(++tokens, save.answer());
        give(new LogInput.SaveSnapshot(tokens, save.id(), save.sequence(), save.takenAtMillis(), payload));
    }

    private void readHistory(LogMessage.ReadHistory read) {
        store.send(new StoreRequest.ReadHistory(log.shard(), read.id(), read.from(), read.limit()), answer -> {
            if (answer instanceof StoreAnswer.HistoryRead(List<HistoryRow> rows)) {
                read.answer().complete(rows);
            } else {
                read.answer().completeExceptionally(new LogUnavailableException("the history cannot be read now"));
            }
        });
    }

    private void own(Consumer<Ownership> answer) {
        if (quarantined.isPresent()) {
            answer.accept(new Ownership.Denied(ErrorCode.QUARANTINED, quarantined.get()));
        } else if (ended) {
            answer.accept(denied());
        } else if (owned.isPresent()) {
            answer.accept(new Ownership.Granted(owned.get()));
        } else {
            waiting.add(answer);
        }
    }

    private void give(LogInput input) {
        for (LogOutput output : log.step(input, clock.instant())) {
            take(output);
        }
        arm();
    }

    private void take(LogOutput output) {
        switch (output) {
            case LogOutput.Send(long ticket, StoreRequest request) -> {
                unknownWrites.sent(ticket, request);
                store.send(request, answer -> getContext().getSelf().tell(new LogMessage.Answered(ticket, answer)));
            }
            case LogOutput.Appended(long token) -> {
                figures.appended("done");
                take(appends, token).ifPresent(waiter -> waiter.accept(new Appended.Done()));
            }
            case LogOutput.AppendRefused(long token, LogOutput.Refusal why, String detail) -> {
                figures.appended(inAWord(why));
                take(appends, token).ifPresent(waiter -> waiter.accept(new Appended.Refused(why, detail)));
            }
            case LogOutput.AppendUnknown(long token) -> {
                figures.appended("unknown");
                take(appends, token).ifPresent(waiter -> waiter.accept(new Appended.Unknown()));
            }
            case LogOutput.BarrierPassed(long token, long last, Floor floor) -> {
                figures.barrierEnded("passed");
                take(barriers, token).ifPresent(waiter -> waiter.accept(new Proof.Passed(last, floor)));
            }
            case LogOutput.BarrierFailed(long token, LogOutput.Refusal why) -> {
                figures.barrierEnded(inAWord(why));
                take(barriers, token).ifPresent(waiter -> waiter.accept(new Proof.Failed(why)));
            }
            case LogOutput.EventsLoaded(long token, List<Entry.Event> events, long last) ->
                take(loads, token).ifPresent(waiter -> waiter.complete(new Loaded(events, last)));
            case LogOutput.LoadFailed(long token, String why, boolean damaged) ->
                take(loads, token)
                        .ifPresent(waiter -> waiter.completeExceptionally(
                                damaged ? new LogDamagedException(why) : new LogUnavailableException(why)));
            case LogOutput.SnapshotLoaded(long token, Optional<Snapshot> snapshot) ->
                take(snapshotLoads, token).ifPresent(waiter -> waiter.complete(snapshot));
            case LogOutput.SnapshotDone(long token) ->
                take(snapshotWrites, token).ifPresent(waiter -> waiter.complete(null));
            case LogOutput.SnapshotFailed(long token, String why) -> {
                LogUnavailableException failure = new LogUnavailableException(why);
                take(snapshotWrites, token).ifPresent(waiter -> waiter.completeExceptionally(failure));
                take(snapshotLoads, token).ifPresent(waiter -> waiter.completeExceptionally(failure));
            }
            case LogOutput.Acquired(long term, Floor floor) -> {
                getContext()
                        .getLog()
                        .atInfo()
                        .addKeyValue("shard", log.shard())
                        .addKeyValue("term", term)
                        .log("Shard acquired.");
                owned = Optional.of(floor);
                figures.acquired(Duration.between(wantedAt, clock.instant()));
                listener.tell(output);
                waiting.forEach(waiter -> waiter.accept(new Ownership.Granted(floor)));
                waiting.clear();
            }
            case LogOutput.Committed(Commit commit, var _) -> {
                raiseFloor(commit);
                figures.committed(commit.entries().size(), bytesOf(commit));
                listener.tell(output);
            }
            case LogOutput.Restored _, LogOutput.Replayed _, LogOutput.SnapshotsWanted _ -> listener.tell(output);
            case LogOutput.Fenced(String by) -> {
                getContext()
                        .getLog()
                        .atWarn()
                        .addKeyValue("shard", log.shard())
                        .addKeyValue("by", by)
                        .log("Shard is owned by another; everything of it stops here.");
                figures.fenced();
                letGo();
                listener.tell(output);
            }
            case LogOutput.Quarantined(String why) -> {
                getContext()
                        .getLog()
                        .atError()
                        .addKeyValue("shard", log.shard())
                        .addKeyValue("why", why)
                        .log("Shard quarantined: its store has lost data. A person must look.");
                figures.quarantined();
                letGo();
                quarantined = Optional.of(why);
                deny(new Ownership.Denied(ErrorCode.QUARANTINED, why));
                listener.tell(output);
            }
            case LogOutput.Alarm(String what) ->
                getContext()
                        .getLog()
                        .atWarn()
                        .addKeyValue("shard", log.shard())
                        .addKeyValue("what", what)
                        .log("Shard needs a look.");
            case LogOutput.Ended() -> {
                ended = true;
                letGo();
                listener.tell(output);
            }
        }
    }

    /** Whoever is granted the shard from now on must begin unknown ids above what was archived. */
    private void raiseFloor(Commit commit) {
        for (Entry entry : commit.entries()) {
            if (entry instanceof Entry.Archive(var _, long last, Epoch epoch)) {
                owned = owned.map(floor -> floor.raisedTo(new Floor(last, epoch)));
            }
        }
    }

    private void letGo() {
        owned.ifPresent(_ -> figures.letGo());
        owned = Optional.empty();
    }

    private static long bytesOf(Commit commit) {
        long sum = 0;
        for (Entry entry : commit.entries()) {
            sum += entry instanceof Entry.Event event ? event.payload().size() : 0;
        }
        return sum;
    }

    private static String inAWord(LogOutput.Refusal why) {
        return switch (why) {
            case UNAVAILABLE -> "unavailable";
            case FENCED -> "fenced";
            case STALE_COPY -> "stale-copy";
            case TOO_LARGE -> "too-large";
            case DAMAGED -> "damaged";
        };
    }

    private static String inAWord(UnknownWrites.End end) {
        return switch (end) {
            case APPLIED -> "applied";
            case REFUSED -> "refused";
            case LEFT -> "left";
        };
    }

    private static String inAWord(StoreAnswer answer) {
        return switch (answer) {
            case StoreAnswer.Applied _ -> "applied";
            case StoreAnswer.Refused _ -> "refused";
            case StoreAnswer.Unknown _ -> "unknown";
            case StoreAnswer.Unavailable _ -> "unavailable";
            case StoreAnswer.Done _,
                    StoreAnswer.HintRead _,
                    StoreAnswer.HeadRead _,
                    StoreAnswer.CommitsRead _,
                    StoreAnswer.SnapshotRead _,
                    StoreAnswer.SnapshotsListed _,
                    StoreAnswer.HistoryRead _ -> "done";
        };
    }

    private static <T> Optional<T> take(Map<Long, T> waiters, long token) {
        return Optional.ofNullable(waiters.remove(token));
    }

    /** One timer, set anew only when something is due earlier; waking too early does no harm. */
    private void arm() {
        Optional<Instant> next = log.wakeAt();
        if (next.isEmpty() || armed.filter(at -> !next.get().isBefore(at)).isPresent()) {
            return;
        }
        armed = next;
        Duration delay = Duration.between(clock.instant(), next.get());
        timers.startSingleTimer(
                LogMessage.Wake.class, new LogMessage.Wake(), delay.isNegative() ? Duration.ZERO : delay);
    }

    private Ownership denied() {
        return new Ownership.Denied(ErrorCode.UNAVAILABLE, log.shard() + " is not owned here any more");
    }

    private void deny(Ownership denied) {
        waiting.forEach(waiter -> waiter.accept(denied));
        waiting.clear();
    }

    private void leaveNobodyWaiting() {
        letGo();
        figures.unknownEnded(inAWord(UnknownWrites.End.LEFT), unknownWrites.leave());
        String why = log.shard() + " is not owned here any more";
        deny(denied());
        appends.values()
                .forEach(waiter -> waiter.accept(
                        ended ? new Appended.Refused(LogOutput.Refusal.UNAVAILABLE, why) : new Appended.Unknown()));
        barriers.values().forEach(waiter -> waiter.accept(new Proof.Failed(LogOutput.Refusal.UNAVAILABLE)));
        LogUnavailableException gone = new LogUnavailableException(why);
        loads.values().forEach(waiter -> waiter.completeExceptionally(gone));
        snapshotLoads.values().forEach(waiter -> waiter.completeExceptionally(gone));
        snapshotWrites.values().forEach(waiter -> waiter.completeExceptionally(gone));
    }
}
