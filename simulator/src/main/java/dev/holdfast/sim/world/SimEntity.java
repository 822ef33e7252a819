package dev.holdfast.sim.world;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.EffectTracker;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One copy of a resource in memory: the shell's part in this world. It owns a state and an {@link EffectTracker}, knows
 * no rule, and takes one message at a time; while it loads or a commit is on its way, messages wait.
 */
final class SimEntity<S extends ResourceState, C, E, F extends Effect, R extends Rejection> {
    private static final int STASH_AT_MOST = 1_000;
    private static final Duration PROVE_EVERY = Duration.ofSeconds(30);
    private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();

    private enum Phase {
        LOADING,
        READY,
        PERSISTING,
        STOPPED
    }

    private record Waiting(Runnable then, Runnable otherwise) {}

    private final SimShard<S, C, E, F, R> shard;
    private final SimNode node;
    private final SimRegion region;
    private final Resource<S, C, E, F, R> resource;
    private final String id;
    private final EffectTracker<F> tracker;
    private final Deque<Consumer<SimEntity<S, C, E, F, R>>> stash = new ArrayDeque<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private Phase phase = Phase.LOADING;
    private S state;
    private Optional<SimSession> partner = Optional.empty();
    private final SortedSet<Instant> armed = new TreeSet<>();
    private Instant provenAt = Instant.EPOCH;
    private long tokens;
    private final long nodeLife;
    private long lastAsked;

    SimEntity(SimShard<S, C, E, F, R> shard, String id) {
        this.shard = shard;
        this.node = shard.node();
        this.region = node.region();
        this.resource = shard.kind().resource();
        this.id = id;
        this.nodeLife = node.life();
        this.tracker = new EffectTracker<>(region.seams().tracker());
        this.state = resource.unknown(id, shard.floor());
    }

    boolean stopped() {
        return phase == Phase.STOPPED;
    }

    SimNode node() {
        return node;
    }

    String id() {
        return id;
    }

    /** Whether its node still lives the life in which it was made. */
    boolean alive() {
        return node.up() && node.life() == nodeLife;
    }

    // Loading.

    void load() {
        shard.loadSnapshot(id, output -> {
            if (stopped()) {
                return;
            }
            switch (output) {
                case LogOutput.SnapshotLoaded(var _, Optional<Snapshot> snapshot) -> {
                    snapshot.ifPresent(found -> state = shard.snapshotState(found));
                    loadEvents(snapshot.map(found -> found.sequence() + 1).orElse(1L));
                }
                default -> stop();
            }
        });
    }

    private void loadEvents(long from) {
        shard.loadEvents(id, from, output -> {
            if (stopped()) {
                return;
            }
            switch (output) {
                case LogOutput.EventsLoaded(var _, var events, long last) -> {
                    try {
                        events.forEach(event -> state = resource.evolve(state, shard.fact(event)));
                    } catch (RuntimeException misfit) {
                        region.violated("ReplayFits", id + " cannot be replayed: " + misfit.getMessage());
                        stop();
                        return;
                    }
                    if (state.sequence() != last) {
                        region.violated(
                                "ReplayFits", id + " was replayed to " + state.sequence() + ", its log is at " + last);
                        stop();
                        return;
                    }
                    recovered();
                }
                default -> stop();
            }
        });
    }

    private void recovered() {
        phase = Phase.READY;
        lastAsked = region.timeline().nanos();
        tracker.recovered(resource.outstanding(state), resource.deadline(state).map(Deadline::at), now());
        runAfterCommit();
        idleLater(IDLE_NANOS);
        unstash();
    }

    // Messages.

    void receive(Consumer<SimEntity<S, C, E, F, R>> message) {
        if (!alive()) {
            return;
        }
        switch (phase) {
            case STOPPED -> {}
            case LOADING, PERSISTING -> {
                if (stash.size() < STASH_AT_MOST) {
                    stash.add(message);
                }
            }
            case READY -> {
                message.accept(this);
                unstash();
            }
        }
    }

    /** The same after a while, if its node lives and is awake then. */
    void later(long nanos, Consumer<SimEntity<S, C, E, F, R>> message) {
        node.after(nanos, () -> receive(message));
    }

    private void unstash() {
        while (phase == Phase.READY && !stash.isEmpty()) {
            stash.removeFirst().accept(this);
        }
    }

    void read(Consumer<Answer> caller) {
        lastAsked = region.timeline().nanos();
        Answer answer = new Answer.Done(state);
        prove(() -> caller.accept(answer), () -> caller.accept(unavailable()));
    }

    void execute(C command, Party party, Optional<Consumer<Answer>> caller) {
        execute(command, party, caller, () -> {});
    }

    private void execute(C command, Party party, Optional<Consumer<Answer>> caller, Runnable afterwards) {
        lastAsked = region.timeline().nanos();
        if (resource.heardFromHost(command)) {
            tracker.heard(now());
            shard.heard(id);
        }
        Instant now = now();
        switch (resource.decide(state, command, new Context(now, party, region.freshUid()))) {
            case Decision.Rejected<E, R>(R reason) -> {
                region.trace().count("rejected " + reason.code());
                caller.ifPresent(each -> prove(
                        () -> each.accept(new Answer.Refused(reason.code(), reason.message())),
                        () -> each.accept(unavailable())));
                run();
            }
            case Decision.Accepted<E, R>(List<E> events, List<Notice> notices)
            when events.isEmpty() -> {
                Answer answer = new Answer.Done(state);
                if (caller.isPresent() || !notices.isEmpty()) {
                    prove(
                            () -> {
                                notices.forEach(this::tell);
                                caller.ifPresent(each -> each.accept(answer));
                            },
                            () -> caller.ifPresent(each -> each.accept(unavailable())));
                } else if (provenAt.plus(PROVE_EVERY).isBefore(now)) {
                    provenAt = now;
                    prove(() -> {}, () -> {});
                }
                afterwards.run();
                run();
            }
            case Decision.Accepted<E, R>(List<E> events, List<Notice> notices) ->
                persist(stamp(events, party, now), notices, caller, afterwards);
        }
    }

    private List<Recorded<E>> stamp(List<E> events, Party party, Instant now) {
        List<Recorded<E>> facts = new ArrayList<>(events.size());
        long sequence = state.sequence();
        for (E event : events) {
            facts.add(new Recorded<>(++sequence, now, party, event));
        }
        return facts;
    }

    private void persist(
            List<Recorded<E>> facts, List<Notice> notices, Optional<Consumer<Answer>> caller, Runnable afterwards) {
        phase = Phase.PERSISTING;
        shard.append(id, state.sequence(), facts, output -> {
            switch (output) {
                case LogOutput.Appended _ -> {
                    if (stopped()) {
                        caller.ifPresent(each -> each.accept(unknown()));
                        return;
                    }
                    phase = Phase.READY;
                    provenAt = now();
                    facts.forEach(fact -> state = resource.evolve(state, fact));
                    tracker.advanced(
                            resource.outstanding(state),
                            resource.deadline(state).map(Deadline::at),
                            now());
                    notices.forEach(this::tell);
                    Answer answer = new Answer.Done(state);
                    caller.ifPresent(each -> each.accept(answer));
                    afterwards.run();
                    runAfterCommit();
                    unstash();
                }
                case LogOutput.AppendRefused(var _, LogOutput.Refusal why, var _) -> {
                    region.trace().count("append refused " + why);
                    caller.ifPresent(each -> each.accept(unavailable()));
                    stop();
                }
                default -> {
                    region.trace().count("append unknown to its caller");
                    caller.ifPresent(each -> each.accept(unknown()));
                    stop();
                }
            }
        });
    }

    /** Whom the resource talks to from now on; the one before is told to leave. */
    void attach(SimSession session, C greeting, Party party) {
        partner.filter(before -> before != session).ifPresent(SimSession::leave);
        partner = Optional.of(session);
        session.attached(this);
        execute(greeting, party, Optional.empty(), () -> {
            tracker.unpark(now());
            runAfterCommit();
        });
    }

    void partnerLost(SimSession lost) {
        partner = partner.filter(each -> each != lost);
    }

    void acknowledge(EffectKey key) {
        tracker.acknowledged(key);
        arm();
    }

    void woken() {
        tracker.woken(now());
        run();
    }

    // Barriers.

    private void prove(Runnable then, Runnable otherwise) {
        long token = ++tokens;
        waiting.put(token, new Waiting(then, otherwise));
        shard.barrier(id, output -> receive(entity -> entity.proven(token, output)));
    }

    private void proven(long token, LogOutput output) {
        Waiting asked = waiting.remove(token);
        if (asked == null) {
            return;
        }
        switch (output) {
            case LogOutput.BarrierPassed(var _, long last, var _)
            when last <= state.sequence() -> {
                provenAt = now();
                asked.then().run();
                run();
            }
            case LogOutput.BarrierPassed _ -> {
                region.trace().count("a stale copy found out");
                asked.otherwise().run();
                stop();
            }
            default -> {
                region.trace().count("barrier failed");
                asked.otherwise().run();
                run();
            }
        }
    }

    private Answer unavailable() {
        return new Answer.Refused(ErrorCode.UNAVAILABLE, id + " cannot be served here right now");
    }

    private Answer unknown() {
        return new Answer.Refused(ErrorCode.OUTCOME_UNKNOWN, "whether this was done on " + id + " is not known yet");
    }

    // Effects and deadlines.

    private void run() {
        if (stopped()) {
            return;
        }
        boolean expired = takeSteps();
        arm();
        Optional<Deadline<C>> deadline = expired ? resource.deadline(state) : Optional.empty();
        deadline.ifPresent(due -> execute(due.expire(), Party.DEADLINE, Optional.empty()));
    }

    private void runAfterCommit() {
        if (takeSteps()) {
            region.timeline().afterNanos(0, node.here(() -> receive(SimEntity::woken)));
        }
        arm();
    }

    private boolean takeSteps() {
        boolean expired = false;
        Instant now = now();
        List<EffectTracker.Step<F>> steps = tracker.drain();
        while (!steps.isEmpty()) {
            for (EffectTracker.Step<F> step : steps) {
                switch (step) {
                    case EffectTracker.Step.Send<F>(F effect) -> {
                        region.trace()
                                .note(
                                        "effect " + effect.key().kind(),
                                        id,
                                        effect.key().cause());
                        if (!shard.kind().surroundings().send(node, id, effect, now, partner)) {
                            tracker.park(effect.key());
                        }
                    }
                    case EffectTracker.Step.AskBarrier<F>() ->
                        prove(() -> tracker.barrierPassed(now()), () -> tracker.barrierFailed(now()));
                    case EffectTracker.Step.Expire<F>() -> {
                        region.trace().count("deadline");
                        expired = true;
                    }
                }
            }
            steps = tracker.drain();
        }
        return expired;
    }

    private void tell(Notice notice) {
        shard.kind().surroundings().tell(node, id, notice, partner);
    }

    private void arm() {
        Optional<Instant> next = tracker.wakeAt();
        if (!stopped() && next.isPresent() && armed.add(next.get())) {
            node.after(
                    node.clock().trueNanosUntil(next.get()),
                    () -> receive(entity -> {
                        entity.armed.remove(next.get());
                        entity.woken();
                    }));
        }
    }

    private void idleLater(long nanos) {
        node.after(nanos, () -> receive(SimEntity::idle));
    }

    private void idle() {
        long quiet = region.timeline().nanos() - lastAsked;
        if (quiet < IDLE_NANOS) {
            idleLater(IDLE_NANOS - quiet);
            return;
        }
        if (!tracker.restful() || !waiting.isEmpty() || partner.isPresent()) {
            idleLater(IDLE_NANOS);
            return;
        }
        Optional<Archivable> tombstone = resource.archivable(state).filter(each -> !now().isBefore(each.from()));
        tombstone.ifPresent(each -> shard.archive(id, state.sequence(), each.epoch()));
        region.trace().count(tombstone.isPresent() ? "archived" : "went to sleep");
        stop();
    }

    /** It says and does nothing any more. */
    void stop() {
        if (phase == Phase.STOPPED) {
            return;
        }
        phase = Phase.STOPPED;
        stash.clear();
        new ArrayList<>(waiting.values()).forEach(each -> each.otherwise().run());
        waiting.clear();
        shard.gone(id, this);
    }

    private Instant now() {
        return node.clock().now();
    }
}
