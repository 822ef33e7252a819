package dev.holdfast.core.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shell's algorithm as a step machine: what to send now, what to send again, when the deadline passes, when to be
 * woken. It has no clock, thread or actor, so a node and a simulation run this very class.
 *
 * <p>Rules, each with its reason:
 *
 * <ol>
 *   <li>What a commit just made owed is sent at once: the applied commit itself proves that this copy is the owner.
 *   <li>Anything sent later, above all everything after a replay, is sent only behind a barrier: a stale copy must not
 *       repeat what a newer one has already overtaken.
 *   <li>A deadline is knowledge time: after a replay, or after this process was away, nothing expires before the host
 *       was heard once or a grace has run; else a crash of the control plane would fail what its hosts did in time.
 *   <li>An acknowledgement silences an effect only softly, until the next replay; only a fact ends it.
 * </ol>
 *
 * <p>All of its state is soft: lost on a restart and made again from {@link Resource#outstanding}.
 */
public final class EffectTracker<F extends Effect> {
    /** What the shell is to do next. */
    public sealed interface Step<F extends Effect> {
        /** Send it now. */
        record Send<F extends Effect>(F effect) implements Step<F> {}

        /** Ask the log for a barrier, and say {@link #barrierPassed} or {@link #barrierFailed}. */
        record AskBarrier<F extends Effect>() implements Step<F> {}

        /** Give the resource the command of its {@link Deadline}. */
        record Expire<F extends Effect>() implements Step<F> {}
    }

    private static final class Tracked<F extends Effect> {
        private final F effect;
        private int sends;
        private Instant due;
        private boolean quiet;
        private boolean parked;

        private Tracked(F effect, Instant due) {
            this.effect = effect;
            this.due = due;
        }

        private boolean waits() {
            return !quiet && !parked;
        }
    }

    private final TrackerPolicy policy;
    /** In the order in which they are owed. A host has one or two for each claim, and each commit comes by here. */
    private List<Tracked<F>> tracked = new ArrayList<>();

    private Optional<Instant> deadline = Optional.empty();
    private Optional<Instant> graceUntil = Optional.empty();
    private Optional<Instant> expireNotBefore = Optional.empty();
    private boolean barrierAsked;
    private Optional<Instant> barrierNotBefore = Optional.empty();
    private Optional<Instant> wakeAt = Optional.empty();
    private List<Step<F>> steps = new ArrayList<>();

    public EffectTracker(TrackerPolicy policy) {
        this.policy = policy;
    }

    /** After a replay: all that is owed is due, behind a barrier. */
    public void recovered(List<F> owed, Optional<Instant> newDeadline, Instant now) {
        tracked = new ArrayList<>(owed.size());
        for (F effect : owed) {
            tracked.add(new Tracked<>(effect, now.plus(effect.pace().firstAfter())));
        }
        deadline = newDeadline;
        graceUntil = Optional.of(now.plus(policy.grace()));
        run(now);
    }

    /** After a commit was applied: what it made owed is sent at once, what it settled is forgotten. */
    public void advanced(List<F> owed, Optional<Instant> newDeadline, Instant now) {
        List<Tracked<F>> before = tracked;
        tracked = new ArrayList<>(owed.size());
        int next = 0;
        for (F effect : owed) {
            int known = position(before, next, effect.key());
            if (known >= 0) {
                tracked.add(before.get(known));
                next = known + 1;
                continue;
            }
            Tracked<F> fresh = new Tracked<>(effect, now.plus(effect.pace().firstAfter()));
            tracked.add(fresh);
            if (effect.pace().firstAfter().isZero()) {
                send(fresh, now);
            }
        }
        if (!newDeadline.equals(deadline)) {
            deadline = newDeadline;
            expireNotBefore = Optional.empty();
        }
        run(now);
    }

    /** The receiver has it; it is not sent again before the next replay. */
    public void acknowledged(EffectKey key) {
        int known = position(tracked, 0, key);
        if (known >= 0) {
            tracked.get(known).quiet = true;
        }
        plan();
    }

    /** The receiver cannot be reached at all; it is not sent again before {@link #unpark}. */
    public void park(EffectKey key) {
        int known = position(tracked, 0, key);
        if (known >= 0) {
            tracked.get(known).parked = true;
        }
        plan();
    }

    /** The receiver is there (again), with no memory of what it had acknowledged: what was sent to it is due again. */
    public void unpark(Instant now) {
        for (Tracked<F> each : tracked) {
            if (each.parked || each.quiet) {
                each.parked = false;
                each.quiet = false;
                each.due = now;
            }
        }
        run(now);
    }

    /** The host of this resource said something: its silence no longer excuses a missed deadline. */
    public void heard(Instant now) {
        graceUntil = Optional.empty();
        run(now);
    }

    /** The barrier that was asked for proved that this copy may speak. */
    public void barrierPassed(Instant now) {
        barrierAsked = false;
        barrierNotBefore = Optional.empty();
        int sent = 0;
        for (Tracked<F> each : tracked) {
            if (each.waits() && !each.due.isAfter(now)) {
                if (sent == policy.burst()) {
                    each.due = now.plus(policy.burstPause());
                } else {
                    send(each, now);
                    sent++;
                }
            }
        }
        run(now);
    }

    /** The barrier could not be had; the log may be busy or lost. */
    public void barrierFailed(Instant now) {
        barrierAsked = false;
        barrierNotBefore = Optional.of(now.plus(policy.barrierAgain()));
        run(now);
    }

    /** The time of {@link #wakeAt} has come, or somebody else woke the resource. */
    public void woken(Instant now) {
        if (wakeAt.isPresent() && now.isAfter(wakeAt.get().plus(policy.outage()))) {
            graceUntil = Optional.of(now.plus(policy.grace()));
        }
        run(now);
    }

    /** The steps to take since the last call. */
    public List<Step<F>> drain() {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Step<F>> taken = steps;
        steps = new ArrayList<>();
        return taken;
    }

    /** When to call {@link #woken}; empty when only an event or a message can make anything due. */
    public Optional<Instant> wakeAt() {
        return wakeAt;
    }

    /** Whether its owner may go to sleep now: nothing it owes needs it awake. */
    public boolean restful() {
        for (Tracked<F> each : tracked) {
            if (each.waits() && each.effect.wakes()) {
                return false;
            }
        }
        return !barrierAsked;
    }

    private void send(Tracked<F> each, Instant now) {
        each.sends++;
        long spread = each.effect.key().uid().value().hashCode() * 31L
                + each.effect.key().cause()
                + each.sends;
        each.due = now.plus(each.effect.pace().afterSends(each.sends, spread));
        steps.add(new Step.Send<>(each.effect));
    }

    private void run(Instant now) {
        if (!barrierAsked
                && anyDue(now)
                && barrierNotBefore.filter(now::isBefore).isEmpty()) {
            barrierAsked = true;
            steps.add(new Step.AskBarrier<>());
        }
        expiryAt().filter(at -> !now.isBefore(at)).ifPresent(_ -> {
            expireNotBefore = Optional.of(now.plus(policy.expireAgain()));
            steps.add(new Step.Expire<>());
        });
        plan();
    }

    private boolean anyDue(Instant now) {
        for (Tracked<F> each : tracked) {
            if (each.waits() && !each.due.isAfter(now)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Instant> expiryAt() {
        return deadline.map(at -> later(later(at, graceUntil), expireNotBefore));
    }

    private void plan() {
        Optional<Instant> next = expiryAt();
        if (!barrierAsked) {
            Instant soonest = Instant.MAX;
            for (Tracked<F> each : tracked) {
                if (each.waits() && each.due.isBefore(soonest)) {
                    soonest = each.due;
                }
            }
            if (soonest.isBefore(Instant.MAX)) {
                Instant at = later(soonest, barrierNotBefore);
                next = next.filter(expiry -> !at.isBefore(expiry)).or(() -> Optional.of(at));
            }
        }
        wakeAt = next;
    }

    /**
     * Where an effect stands, or -1. What is owed keeps its order from one commit to the next but for the little that
     * the commit changed, so it nearly always stands where the search begins, and nothing need be hashed.
     */
    private static <F extends Effect> int position(List<Tracked<F>> tracked, int from, EffectKey key) {
        int size = tracked.size();
        for (int step = 0; step < size; step++) {
            int at = from + step < size ? from + step : from + step - size;
            if (tracked.get(at).effect.key().equals(key)) {
                return at;
            }
        }
        return -1;
    }

    private static Instant later(Instant one, Optional<Instant> other) {
        return other.filter(o -> o.isAfter(one)).orElse(one);
    }

    /** How long a caller may plan to sleep until the given instant; never negative. */
    public static Duration until(Instant at, Instant now) {
        return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    }
}
