package dev.holdfast.sim.world;

import dev.holdfast.core.host.ClaimKey;
import dev.holdfast.core.host.HostClaim;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.view.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sees every commit at the moment when the store applies it, and every incarnation at the moment when it starts and
 * ends on a host, and judges at once what can be judged at once. It stands outside all nodes.
 */
public final class Witness {
    /** A fact with the time at which it was committed. */
    public record Committed(Recorded<InstanceEvent> fact, long nanos) {}

    /**
     * A fact of an instance, and where it stands in its shard's log.
     *
     * @param at the place before it
     */
    record Logged(Place at, String id, long sequence) {}

    private record Live(String host, Epoch epoch) {}

    private static final HostResource HOSTS = new HostResource();
    private static final InstanceResource INSTANCES = new InstanceResource();

    private final SimRegion region;
    private final SortedMap<ShardId, Long> positions = new TreeMap<>();
    private final SortedMap<ShardId, List<Logged>> logged = new TreeMap<>();
    private final SortedMap<ShardId, Long> terms = new TreeMap<>();
    private final SortedMap<String, List<Committed>> facts = new TreeMap<>();
    private final SortedMap<String, HostState> hosts = new TreeMap<>();
    private final SortedMap<String, InstanceState> instances = new TreeMap<>();
    private final SortedMap<String, Epoch> epochs = new TreeMap<>();
    private final SortedMap<Uid, List<Live>> live = new TreeMap<>();
    private final SortedSet<Uid> mayRunTwice = new TreeSet<>();
    private final SortedSet<Uid> keepsOnSilence = new TreeSet<>();
    private final SortedMap<Uid, SortedSet<Epoch>> started = new TreeMap<>();
    private final SortedMap<ClaimKey, Guest> guests = new TreeMap<>();
    private final SortedMap<String, Long> startOrdered = new TreeMap<>();
    private final SortedMap<String, Long> stopOrdered = new TreeMap<>();
    private final SortedMap<String, Epoch> released = new TreeMap<>();
    private long events;

    /** What became of one incarnation on its host. */
    private static final class Guest {
        private boolean running;
        private boolean byItself;
        private boolean fenced;
        private long startedAt = -1;
        private long endedAt = -1;
    }

    Witness(SimRegion region) {
        this.region = region;
    }

    /** Every fact of every instance, in order. */
    public SortedMap<String, List<Committed>> facts() {
        return facts;
    }

    /** What the log says of every host. */
    public SortedMap<String, HostState> hosts() {
        return hosts;
    }

    /** What the log says of every instance. */
    public SortedMap<String, InstanceState> instances() {
        return instances;
    }

    /** How many events were committed. */
    public long events() {
        return events;
    }

    /** Which epochs of an instance run now, with their hosts, in words. */
    public List<String> live(Uid uid) {
        return live.getOrDefault(uid, List.of()).stream()
                .map(each -> each.epoch() + "@" + each.host())
                .toList();
    }

    /** How many instances run now. */
    public int running() {
        return live.size();
    }

    /** Every fact of a shard's log, in its order. */
    List<Logged> logged(ShardId shard) {
        return logged.getOrDefault(shard, List.of());
    }

    // What the store applied.

    void applied(ShardId shard, Commit commit) {
        long last = positions.getOrDefault(shard, 0L);
        if (commit.position() != last + 1) {
            region.violated(
                    "LogIntact",
                    shard + ": commit " + commit.position() + " (" + commit.id() + ") was applied after " + last);
        }
        positions.put(shard, commit.position());
        long term = terms.getOrDefault(shard, 0L);
        if (commit.term() < term) {
            region.violated(
                    "LogIntact",
                    shard + ": a commit of term " + commit.term() + " was applied after one of term " + term);
        }
        terms.put(shard, Math.max(term, commit.term()));
        for (int index = 0; index < commit.entries().size(); index++) {
            if (commit.entries().get(index) instanceof Entry.Event event) {
                events++;
                logged.computeIfAbsent(shard, _ -> new ArrayList<>())
                        .add(new Logged(new Place(commit.position(), index), event.id(), event.sequence()));
                applied(shard, event);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void applied(ShardId shard, Entry.Event event) {
        Object fact = region.store().object(event.payload());
        if (shard.type().equals(InstanceResource.TYPE)) {
            instance(event, (Recorded<InstanceEvent>) fact);
        } else {
            host(event, (Recorded<HostEvent>) fact);
        }
    }

    private void instance(Entry.Event event, Recorded<InstanceEvent> fact) {
        List<Committed> known = facts.computeIfAbsent(event.id(), _ -> new ArrayList<>());
        long last =
                known.isEmpty() ? event.sequence() - 1 : known.getLast().fact().sequence();
        boolean follows = event.begins() ? event.sequence() > last : event.sequence() == last + 1;
        if (fact.sequence() != event.sequence() || !follows) {
            region.violated("EventsContiguous", event.id() + ": event " + event.sequence() + " follows " + last);
        }
        known.add(new Committed(fact, region.timeline().nanos()));
        region.trace().count("event " + fact.event().getClass().getSimpleName());
        InstanceState before = instances.get(event.id());
        if (before == null || event.begins()) {
            Epoch epoch = epochs.getOrDefault(event.id(), Epoch.NONE);
            before = INSTANCES.unknown(event.id(), new Floor(fact.sequence() - 1, epoch));
        }
        try {
            InstanceState after = INSTANCES.evolve(before, fact);
            instances.put(event.id(), after);
            audited(event.id(), INSTANCES.audit(after));
            audited(event.id(), INSTANCES.audit(before, after));
            generation(event.id(), before, after);
            region.trace().count("transition " + before.label() + " -> " + after.label());
        } catch (RuntimeException misfit) {
            region.violated("ReplayFits", event.id() + ": " + misfit.getMessage());
        }
        if (fact.event() instanceof InstanceEvent.InstanceRequested requested) {
            policies(requested);
        }
        truth(event.id(), before, fact.event());
        if (fact.event() instanceof InstanceEvent.InstancePlaced placed) {
            Epoch highest = epochs.getOrDefault(event.id(), Epoch.NONE);
            if (!placed.epoch().isAfter(highest)) {
                region.violated(
                        "EpochsGrow", event.id() + ": epoch " + placed.epoch() + " was asked for after " + highest);
            }
            epochs.put(event.id(), placed.epoch());
        }
    }

    /** What nodes tell an operator is wrong must be so only when something is. */
    private void audited(String whose, List<Finding> findings) {
        findings.forEach(
                finding -> region.violated("AuditorIsSilent", whose + ": " + finding.rule() + ": " + finding.what()));
    }

    /** What was asked for changes only with its generation, and that never goes back. */
    private void generation(String id, InstanceState before, InstanceState after) {
        if (before instanceof InstanceState.Living was
                && after instanceof InstanceState.Living is
                && was.life().uid().equals(is.life().uid())) {
            boolean same = was.life().spec().equals(is.life().spec());
            long expected = was.life().generation() + (same ? 0 : 1);
            if (is.life().generation() != expected) {
                region.violated(
                        "GenerationTellsOfChange",
                        id + " has generation " + is.life().generation() + " after "
                                + was.life().generation() + ", and its spec is " + (same ? "the same" : "another"));
            }
        }
    }

    /** What the log says of hosts must have been so. */
    private void truth(String id, InstanceState before, InstanceEvent event) {
        long now = region.timeline().nanos();
        switch (event) {
            case InstanceEvent.InstanceClaimed _,
                    InstanceEvent.CreationRetried _,
                    InstanceEvent.RestartRetried _,
                    InstanceEvent.StartRequested _ -> startOrdered.put(id, now);
            case InstanceEvent.StopRequested _,
                    InstanceEvent.RestartRequested _,
                    InstanceEvent.DeallocationRequested _,
                    InstanceEvent.StartFailed _ -> stopOrdered.put(id, now);
            case InstanceEvent.InstanceStarted _ -> {
                long since = startOrdered.getOrDefault(id, 0L);
                Optional<Guest> guest = guest(id);
                if (guest.isEmpty() || !(guest.get().running || guest.get().endedAt >= since)) {
                    region.violated("StartedMeansRan", id + " is said to run, and has not run since that was ordered");
                }
                long stopped = stopOrdered.getOrDefault(id, 0L);
                boolean restarted = before instanceof InstanceState.Restarting;
                if (restarted && guest.filter(each -> each.startedAt < stopped).isPresent()) {
                    region.violated(
                            "RestartedMeansStartedAnew",
                            id + " is said to be restarted, and was not started since that was asked for");
                }
            }
            case InstanceEvent.InstanceStopped stopped -> {
                long since = (stopped.asked() ? stopOrdered : startOrdered).getOrDefault(id, 0L);
                Optional<Guest> guest = guest(id);
                if (guest.filter(each -> each.running && each.startedAt < since).isPresent()) {
                    region.violated("StoppedMeansEnded", id + " is said to be stopped, and has run all the time");
                }
                if (before instanceof InstanceState.Restarting) {
                    startOrdered.put(id, now);
                }
            }
            case InstanceEvent.InstanceDeallocated _ -> {
                if (instances.get(id) instanceof InstanceState.Living living
                        && !live(living.life().uid()).isEmpty()) {
                    region.violated(
                            "DeallocatedMeansGone",
                            id + " is said to have no place, and runs as "
                                    + live(living.life().uid()));
                }
            }
            case InstanceEvent.ReleaseConfirmed confirmed ->
                gone(id, confirmed.uid(), confirmed.epoch(), confirmed.host().value());
            case InstanceEvent.InstanceRequested _,
                    InstanceEvent.QuotaGranted _,
                    InstanceEvent.InstancePlaced _,
                    InstanceEvent.PlacementDeferred _,
                    InstanceEvent.ClaimRefused _,
                    InstanceEvent.InstanceCreated _,
                    InstanceEvent.CreationAbandoned _,
                    InstanceEvent.InstanceFailed _,
                    InstanceEvent.ClaimLost _,
                    InstanceEvent.StopForced _,
                    InstanceEvent.StopFailed _,
                    InstanceEvent.DeletionRequested _,
                    InstanceEvent.DeletionRetried _,
                    InstanceEvent.InstanceDeleted _,
                    InstanceEvent.InstanceHeld _,
                    InstanceEvent.DeallocationRetried _,
                    InstanceEvent.StartAbandoned _,
                    InstanceEvent.InstanceUpdated _,
                    InstanceEvent.OperationSatisfied _,
                    InstanceEvent.InstanceReconnected _,
                    InstanceEvent.PlaceLost _,
                    InstanceEvent.HealingRetried _,
                    InstanceEvent.InstanceDisconnected _,
                    InstanceEvent.DriftObserved _ -> {}
            case InstanceEvent.HealingBegun healing -> {
                if (healing.proven()) {
                    provenGone(id, before);
                }
            }
        }
    }

    /** The guest of the claim that an instance holds. */
    private Optional<Guest> guest(String id) {
        return instances.get(id) instanceof InstanceState.OnHost placed
                ? Optional.ofNullable(guests.get(
                        new ClaimKey(placed.life().uid(), placed.claim().epoch())))
                : Optional.empty();
    }

    private void policies(InstanceEvent.InstanceRequested requested) {
        if (requested.spec().healing() == HealingPolicy.AVAILABLE) {
            mayRunTwice.add(requested.uid());
        }
        if (requested.spec().onSilence() == OnSilence.KEEP) {
            keepsOnSilence.add(requested.uid());
        }
    }

    /** It leaves its host because it is certain that it does not run there. */
    private void provenGone(String id, InstanceState before) {
        if (before instanceof InstanceState.OnHost placed) {
            String host = placed.claim().host().value();
            for (Live each : live.getOrDefault(placed.life().uid(), List.of())) {
                if (each.host().equals(host)
                        && each.epoch().equals(placed.claim().epoch())) {
                    region.violated(
                            "ProvenMeansGone",
                            id + " is said to be gone from host " + host + ", where it runs as epoch " + each.epoch());
                }
            }
        }
    }

    private void gone(String whose, Uid uid, Epoch upTo, String host) {
        for (Live each : live.getOrDefault(uid, List.of())) {
            if (each.host().equals(host) && !each.epoch().isAfter(upTo)) {
                region.violated(
                        "GoneMeansGone",
                        whose + " is said to have left host " + host + ", where it runs as epoch " + each.epoch());
            }
        }
    }

    private void host(Entry.Event event, Recorded<HostEvent> fact) {
        HostState before =
                hosts.getOrDefault(event.id(), new HostState.Unregistered(new HostId(event.id()), Floor.NONE));
        region.trace().count("event " + fact.event().getClass().getSimpleName());
        HostState after;
        try {
            after = HOSTS.evolve(before, fact);
        } catch (RuntimeException misfit) {
            region.violated("ReplayFits", "host " + event.id() + ": " + misfit.getMessage());
            return;
        }
        hosts.put(event.id(), after);
        audited("host " + event.id(), HOSTS.audit(after));
        audited("host " + event.id(), HOSTS.audit(before, after));
        if (fact.event() instanceof HostEvent.ClaimFreed freed) {
            gone("instance " + freed.uid(), freed.uid(), freed.epoch(), event.id());
            released.merge(event.id() + " " + freed.uid(), freed.epoch(), Epoch::later);
        } else if (fact.event() instanceof HostEvent.ClaimAccepted accepted) {
            Epoch upTo = released.getOrDefault(event.id() + " " + accepted.uid(), Epoch.NONE);
            if (!accepted.epoch().isAfter(upTo)) {
                region.violated(
                        "EpochsGrow",
                        "host " + event.id() + " took a claim of " + accepted.name() + " under epoch "
                                + accepted.epoch() + ", of which it had let go");
            }
        }
        if (after instanceof HostState.Registered registered) {
            within(event.id(), registered);
        }
    }

    private void within(String host, HostState.Registered registered) {
        int cores = 0;
        long memory = 0;
        for (Map.Entry<ClaimKey, HostClaim> claim : registered.life().claims().entrySet()) {
            cores += claim.getValue().size().cores();
            memory += claim.getValue().size().memoryMib();
        }
        Quantities capacity = registered.life().spec().capacity();
        if (cores > capacity.cores() || memory > capacity.memoryMib()) {
            region.violated(
                    "ClaimsWithinCapacity",
                    "host " + host + " has " + capacity + ", and claims of " + cores + " cores, " + memory + " MiB");
        }
    }

    // What hosts ran.

    void startedByItself(String host, Uid uid, Epoch epoch) {
        started(host, uid, epoch, true);
    }

    /** Whether an incarnation runs that no agent has started. */
    boolean startedByItself(Uid uid, Epoch epoch) {
        Guest guest = guests.get(new ClaimKey(uid, epoch));
        return guest != null && guest.running && guest.byItself;
    }

    void started(String host, Uid uid, Epoch epoch) {
        started(host, uid, epoch, false);
    }

    private void started(String host, Uid uid, Epoch epoch, boolean byItself) {
        Guest guest = guests.computeIfAbsent(new ClaimKey(uid, epoch), _ -> new Guest());
        guest.running = true;
        guest.byItself = byItself;
        guest.startedAt = region.timeline().nanos();
        region.trace().note("runs", uid + "@" + host, epoch.value());
        region.trace().count("guest started");
        List<Live> now = live.computeIfAbsent(uid, _ -> new ArrayList<>());
        now.add(new Live(host, epoch));
        if (now.size() > 1 && !mayRunTwice.contains(uid)) {
            region.violated("OneLiveIncarnation", "instance " + uid + " runs as " + live(uid));
        }
        SortedSet<Epoch> ever = started.computeIfAbsent(uid, _ -> new TreeSet<>());
        if (!ever.isEmpty() && ever.last().isAfter(epoch) && !mayRunTwice.contains(uid)) {
            region.violated("EpochsGrow", "instance " + uid + " ran as epoch " + ever.last() + " and then as " + epoch);
        }
        ever.add(epoch);
    }

    /** The host's watchdog has stopped it. */
    void fenced(String host, Uid uid, Epoch epoch) {
        ended(host, uid, epoch);
        guests.computeIfAbsent(new ClaimKey(uid, epoch), _ -> new Guest()).fenced = true;
        if (keepsOnSilence.contains(uid)) {
            region.violated("KeptOnSilence", "instance " + uid + " was stopped on host " + host + " for its silence");
        }
    }

    /** Whether an incarnation was stopped by its host's watchdog. */
    boolean fenced(Uid uid, Epoch epoch) {
        Guest guest = guests.get(new ClaimKey(uid, epoch));
        return guest != null && guest.fenced;
    }

    void ended(String host, Uid uid, Epoch epoch) {
        Guest guest = guests.computeIfAbsent(new ClaimKey(uid, epoch), _ -> new Guest());
        guest.running = false;
        guest.endedAt = region.timeline().nanos();
        region.trace().note("ends", uid + "@" + host, epoch.value());
        List<Live> now = live.getOrDefault(uid, new ArrayList<>());
        now.remove(new Live(host, epoch));
        if (now.isEmpty()) {
            live.remove(uid);
        }
    }
}
