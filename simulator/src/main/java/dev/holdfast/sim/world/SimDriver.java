package dev.holdfast.sim.world;

import dev.holdfast.agent.Driver;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.Sighting;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a host runs. It does as it is told, takes its time, fails now and then, and goes on whether or not an agent
 * watches. Whoever watches host and guests from outside hears of every start and end at once.
 */
final class SimDriver implements Driver {
    private static final long GUEST_LOOK_NANOS = 120_000_000_000L;

    private final SimRegion region;
    private final String host;
    private final Draws draws;
    private final SortedMap<Incarnation, Sight> guests = new TreeMap<>();
    /** What the watchdog stops when the lease is over. */
    private final SortedSet<Incarnation> underLease = new TreeSet<>();
    /** What it has stopped: never again under this epoch. */
    private final SortedSet<Incarnation> fenced = new TreeSet<>();

    /** What is wanted, as was said since the lease was last over. */
    private final SortedSet<Incarnation> told = new TreeSet<>();

    private final SimLease lease;
    private final Fencing fencing;
    private Consumer<Sighting> observer = _ -> {};
    private long power;
    private boolean healed;

    SimDriver(SimRegion region, String host, Draws draws, SimLease lease, Fencing fencing) {
        this.lease = lease;
        this.fencing = fencing;
        this.region = region;
        this.host = host;
        this.draws = draws;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Fencing fencing() {
        return fencing;
    }

    /** Whether there is a watchdog. */
    boolean watched() {
        return fencing == Fencing.WATCHDOG;
    }

    /** The watchdog stops all that is under the lease, for good under its epoch. */
    void stopWhatIsUnderLease() {
        told.clear();
        for (Incarnation incarnation : new ArrayList<>(underLease)) {
            fence(incarnation);
        }
    }

    private void fence(Incarnation incarnation) {
        if (guests.get(incarnation) == Sight.RUNNING) {
            region.trace().count("guest fenced");
            guests.remove(incarnation);
            fenced.add(incarnation);
            region.witness().fenced(host, incarnation.uid(), incarnation.epoch());
            observer.accept(new Sighting(incarnation, Sight.GONE));
        }
    }

    /** The cluster wants it, and has said so since the lease was last over. */
    void told(Incarnation incarnation) {
        told.add(incarnation);
    }

    /**
     * Whether it may not begin: without a lease nothing does that is under it; nor what was wanted before the lease was
     * last over, since it may have been started elsewhere meanwhile.
     */
    private boolean barred(Incarnation incarnation) {
        boolean without = watched()
                && underLease.contains(incarnation)
                && !(lease.holds() && told.contains(incarnation))
                && region.seams().watchdogLooks();
        if (without) {
            region.trace().count("start without a lease");
        }
        return without || fenced.contains(incarnation);
    }

    void wipe() {
        guests.clear();
        underLease.clear();
    }

    @Override
    public CompletionStage<List<Sighting>> inventory() {
        List<Sighting> all = new ArrayList<>();
        guests.forEach((incarnation, sight) -> all.add(new Sighting(incarnation, sight)));
        return CompletableFuture.completedStage(all);
    }

    @Override
    public void observe(Consumer<Sighting> watcher) {
        observer = watcher;
    }

    /** Nobody watches any more. */
    void unobserved() {
        observer = _ -> {};
    }

    @Override
    public CompletionStage<Outcome> create(
            Incarnation incarnation, String instance, long assignment, Workload workload) {
        if (workload.onSilence() == OnSilence.STOP) {
            underLease.add(incarnation);
        }
        return after(2_000, barred(incarnation) || fails("create"), () -> {
            if (!guests.containsKey(incarnation) && !fenced.contains(incarnation)) {
                set(incarnation, Sight.STOPPED);
            }
        });
    }

    @Override
    public CompletionStage<Outcome> start(Incarnation incarnation, long assignment, Workload workload) {
        return after(3_000, barred(incarnation) || fails("start"), () -> {
            if (!barred(incarnation) && guests.get(incarnation) == Sight.STOPPED) {
                set(incarnation, Sight.RUNNING);
                region.witness().started(host, incarnation.uid(), incarnation.epoch());
                if (!region.script().calm()) {
                    mayEndByItself(incarnation, power);
                }
            }
        });
    }

    @Override
    public CompletionStage<Outcome> stop(Incarnation incarnation, long assignment, Duration grace) {
        boolean hangs = draws.chance(0.1);
        long millis = hangs ? grace.toMillis() : Math.min(grace.toMillis(), 2_000);
        return after(millis, fails("stop"), () -> end(incarnation, Sight.STOPPED));
    }

    @Override
    public CompletionStage<Outcome> remove(Incarnation incarnation, long assignment) {
        return after(1_000, fails("remove"), () -> {
            end(incarnation, Sight.STOPPED);
            if (guests.remove(incarnation) != null) {
                observer.accept(new Sighting(incarnation, Sight.GONE));
            }
        });
    }

    private boolean fails(String what) {
        boolean fails = !healed && draws.chance(region.script().driverFailures());
        if (fails) {
            region.trace().count("driver failed to " + what);
        }
        return fails;
    }

    private CompletionStage<Outcome> after(long meanMillis, boolean fails, Runnable what) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        long at = power;
        long nanos = (long) (meanMillis * 1e6 * (0.2 + 1.6 * draws.unit()));
        region.timeline().afterNanos(nanos, () -> {
            if (power != at) {
                // The host lost power meanwhile; nobody is left who could hear of it.
                return;
            }
            if (fails) {
                done.complete(new Outcome.Failed("the driver failed"));
            } else {
                what.run();
                done.complete(new Outcome.Done());
            }
        });
        return done;
    }

    private void set(Incarnation incarnation, Sight sight) {
        guests.put(incarnation, sight);
        observer.accept(new Sighting(incarnation, sight));
    }

    private void end(Incarnation incarnation, Sight then) {
        if (guests.get(incarnation) == Sight.RUNNING) {
            region.witness().ended(host, incarnation.uid(), incarnation.epoch());
            set(incarnation, then);
        }
    }

    /** Guests shut themselves down now and then, while anything may go wrong. */
    private void mayEndByItself(Incarnation incarnation, long since) {
        region.timeline().afterNanos((long) (GUEST_LOOK_NANOS * (0.5 + draws.unit())), () -> {
            if (power != since || region.healed() || guests.get(incarnation) != Sight.RUNNING) {
                return;
            }
            if (draws.chance(0.05)) {
                region.trace().count("guest ended by itself");
                end(incarnation, Sight.STOPPED);
            } else {
                mayEndByItself(incarnation, since);
            }
        });
    }

    /** The host loses power: what ran does not, and what was begun never ends. */
    void loseItsPower() {
        power++;
        told.clear();
        guests.replaceAll((incarnation, sight) -> {
            if (sight == Sight.RUNNING) {
                region.witness().ended(host, incarnation.uid(), incarnation.epoch());
            }
            return Sight.STOPPED;
        });
        unobserved();
    }

    /** The host has power again, and some guests come up with it although nobody wants them to. */
    void boot() {
        for (Incarnation incarnation : new ArrayList<>(guests.keySet())) {
            boolean alone = !watched() || !underLease.contains(incarnation);
            if (alone && !healed && draws.chance(0.1)) {
                region.trace().count("guest started by itself");
                set(incarnation, Sight.RUNNING);
                region.witness().startedByItself(host, incarnation.uid(), incarnation.epoch());
            }
        }
    }

    void heal() {
        healed = true;
    }
}
