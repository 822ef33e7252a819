package dev.holdfast.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.EffectTracker;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.resource.TrackerPolicy;
import dev.holdfast.core.shared.Uid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The smallest shell around a resource: an in-memory history, the tracker, and a barrier that always passes. For tests
 * of the rules alone; that the real shell is right about the log has tests of its own.
 */
public final class TestShell<S extends ResourceState, C, E, F extends Effect, R extends Rejection> {
    private final Resource<S, C, E, F, R> resource;
    private final String id;
    private final Consumer<F> send;
    private final Consumer<Notice> tell;
    private final List<Recorded<E>> history = new ArrayList<>();
    private S state;
    private EffectTracker<F> tracker = new EffectTracker<>(TrackerPolicy.DEFAULT);
    private long lives;

    public TestShell(Resource<S, C, E, F, R> resource, String id, Consumer<F> send, Consumer<Notice> tell) {
        this.resource = resource;
        this.id = id;
        this.send = send;
        this.tell = tell;
        this.state = resource.unknown(id, Floor.NONE);
    }

    public S state() {
        return state;
    }

    public List<Recorded<E>> history() {
        return List.copyOf(history);
    }

    public Optional<Instant> wakeAt() {
        return tracker.wakeAt();
    }

    /** Decides and, when accepted, applies; the refusal, if it is refused. */
    public Optional<R> give(C command, Instant now) {
        Context context = new Context(now, Party.ANONYMOUS, new Uid(id + "-life-" + lives));
        return switch (resource.decide(state, command, context)) {
            case Decision.Rejected<E, R>(R reason) -> Optional.of(reason);
            case Decision.Accepted<E, R>(List<E> events, List<Notice> notices) -> {
                events.forEach(event -> apply(event, now));
                if (!events.isEmpty()) {
                    tracker.advanced(
                            resource.outstanding(state),
                            resource.deadline(state).map(Deadline::at),
                            now);
                }
                notices.forEach(tell);
                run(now);
                yield Optional.empty();
            }
        };
    }

    private void apply(E event, Instant now) {
        Recorded<E> fact = new Recorded<>(state.sequence() + 1, now, Party.ANONYMOUS, event);
        S before = state;
        state = resource.evolve(state, fact);
        assertThat(resource.audit(state)).as("after %s", event).isEmpty();
        assertThat(resource.audit(before, state)).as("after %s", event).isEmpty();
        history.add(fact);
        lives++;
    }

    public void acknowledge(EffectKey key) {
        tracker.acknowledged(key);
    }

    public void unpark(Instant now) {
        tracker.unpark(now);
        run(now);
    }

    public void heard(Instant now) {
        tracker.heard(now);
        run(now);
    }

    public void wake(Instant now) {
        tracker.woken(now);
        run(now);
    }

    /** Crashes and replays; the replayed state must be the live one. */
    public void crash(Instant now) {
        S replayed = resource.unknown(id, Floor.NONE);
        for (Recorded<E> fact : history) {
            replayed = resource.evolve(replayed, fact);
        }
        assertThat(replayed).isEqualTo(state);
        tracker = new EffectTracker<>(TrackerPolicy.DEFAULT);
        tracker.recovered(resource.outstanding(state), resource.deadline(state).map(Deadline::at), now);
        run(now);
    }

    private void run(Instant now) {
        List<EffectTracker.Step<F>> steps = tracker.drain();
        while (!steps.isEmpty()) {
            for (EffectTracker.Step<F> step : steps) {
                switch (step) {
                    case EffectTracker.Step.Send<F>(F effect) -> send.accept(effect);
                    case EffectTracker.Step.AskBarrier<F>() -> tracker.barrierPassed(now);
                    case EffectTracker.Step.Expire<F>() ->
                        resource.deadline(state).ifPresent(deadline -> give(deadline.expire(), now));
                }
            }
            steps = tracker.drain();
        }
    }
}
