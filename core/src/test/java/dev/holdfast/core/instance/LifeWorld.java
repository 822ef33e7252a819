package dev.holdfast.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostClaim;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostNotice;
import dev.holdfast.core.host.HostRejection;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Rng;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.core.testing.TestShell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A small world of instances, hosts and agents with a network that loses, repeats and reorders, entities that crash and
 * agents that restart, all from one seed. The hosts' ground truth is kept apart from what anybody was told.
 */
final class LifeWorld {
    private static final Quantities CAPACITY = new Quantities(8, 32_768, 200, 0);
    private static final AgentFacts FACTS = new AgentFacts("world", Fencing.NONE, "1");

    /** What an agent has on its disk about one attempt. */
    private record Assigned(Order order, boolean done) {}

    private record Attempt(Uid uid, Epoch epoch) implements Comparable<Attempt> {
        @Override
        public int compareTo(Attempt other) {
            int byUid = uid.compareTo(other.uid);
            return byUid != 0 ? byUid : epoch.compareTo(other.epoch);
        }
    }

    private record Happening(Instant at, Runnable what) {}

    private final class Host {
        private final HostId id;
        private final TestShell<HostState, HostCommand, HostEvent, HostEffect, HostRejection> shell;
        private final Map<Attempt, Assigned> disk = new TreeMap<>();
        private final Map<Attempt, Sight> truth = new TreeMap<>();
        private long reports;

        private Host(HostId id) {
            this.id = id;
            this.shell = new TestShell<>(new HostResource(), id.value(), this::send, this::tell);
        }

        private void give(HostCommand command) {
            shell.give(command, now);
        }

        private void send(HostEffect effect) {
            switch (effect) {
                case HostEffect.Assign(EffectKey key, InstanceName _, Order order) ->
                    deliver(() -> assigned(key, order));
                case HostEffect.TellHolder(EffectKey key, InstanceName name, boolean proven) ->
                    deliver(() -> instance(name)
                            .give(
                                    proven
                                            ? new InstanceCommand.HostProven(key.uid(), id, key.epoch())
                                            : new InstanceCommand.HostSilent(key.uid(), id, key.epoch()),
                                    now));
                case HostEffect.AskHolder(EffectKey key, InstanceName name) ->
                    deliver(() ->
                            instance(name).give(new InstanceCommand.ConfirmHolding(key.uid(), id, key.epoch()), now));
            }
        }

        private void tell(Notice notice) {
            switch ((HostNotice) notice) {
                case HostNotice.ConfirmClaim n ->
                    deliver(() -> instance(n.name())
                            .give(new InstanceCommand.ConfirmClaim(n.uid(), n.host(), n.epoch()), now));
                case HostNotice.RefuseClaim n ->
                    deliver(() -> instance(n.name())
                            .give(
                                    new InstanceCommand.RefuseClaim(
                                            n.uid(), n.host(), n.epoch(), n.code(), n.message()),
                                    now));
                case HostNotice.ConfirmRelease n ->
                    deliver(() -> instance(n.name())
                            .give(new InstanceCommand.ConfirmRelease(n.uid(), n.host(), n.epoch()), now));
                case HostNotice.AcknowledgeOrder n ->
                    deliver(() -> {
                        for (String kind : List.of("run", "stop")) {
                            instance(n.name()).acknowledge(new EffectKey(kind, n.uid(), n.epoch(), n.cause()));
                        }
                    });
                case HostNotice.TellInstance n -> deliver(() -> observe(n));
                case HostNotice.AskAgent n -> deliver(() -> report(new Attempt(n.uid(), n.epoch()), Optional.empty()));
                case HostNotice.DismissResident n -> deliver(() -> dismissed(n));
            }
        }

        private void observe(HostNotice.TellInstance n) {
            Resident seen = n.resident();
            instance(n.name()).heard(now);
            instance(n.name())
                    .give(
                            new InstanceCommand.ObserveInstance(
                                    seen.uid(),
                                    n.host(),
                                    seen.epoch(),
                                    seen.assignment(),
                                    seen.report(),
                                    ObservedPower.valueOf(seen.power().name()),
                                    seen.failure()),
                            now);
        }

        private void assigned(EffectKey key, Order order) {
            Attempt attempt = new Attempt(key.uid(), key.epoch());
            Assigned known = disk.get(attempt);
            if (known != null && known.order().number() > order.number()) {
                return;
            }
            deliver(() -> shell.acknowledge(key));
            if (known != null && known.order().number() == order.number()) {
                report(attempt, Optional.empty());
                return;
            }
            disk.put(attempt, new Assigned(order, false));
            work(attempt, order);
        }

        private void dismissed(HostNotice.DismissResident n) {
            Attempt attempt = new Attempt(n.uid(), n.epoch());
            Assigned known = disk.get(attempt);
            if (known != null && known.order().number() < n.number()) {
                Order gone =
                        new Order(n.number(), Wanted.GONE, true, known.order().workload());
                disk.put(attempt, new Assigned(gone, false));
                work(attempt, gone);
            }
        }

        private void work(Attempt attempt, Order order) {
            boolean slow = !calm && rng.chance(0.15);
            in(Duration.ofMillis(slow ? rng.between(60_000, 900_000) : rng.between(10, 3_000)), () -> {
                Assigned current = disk.get(attempt);
                if (current == null || current.order().number() != order.number() || current.done()) {
                    return;
                }
                boolean fails = !calm && rng.chance(failures);
                if (!fails) {
                    switch (order.wanted()) {
                        case RUNNING -> truth.put(attempt, Sight.RUNNING);
                        case STOPPED -> truth.put(attempt, Sight.STOPPED);
                        case GONE -> truth.remove(attempt);
                    }
                }
                disk.put(attempt, new Assigned(order, !fails || order.wanted() != Wanted.GONE));
                check();
                report(attempt, fails ? Optional.of("the driver could not") : Optional.empty());
                if (fails && order.wanted() == Wanted.GONE) {
                    work(attempt, order);
                }
            });
        }

        private void report(Attempt attempt, Optional<String> failure) {
            Resident resident = resident(attempt, failure);
            deliver(() -> give(new HostCommand.ReportInstance(resident)));
        }

        private Resident resident(Attempt attempt, Optional<String> failure) {
            Assigned known = disk.get(attempt);
            long number = known == null ? 0 : known.order().number();
            Sight seen = truth.getOrDefault(attempt, Sight.GONE);
            Sight told = seen;
            if (known != null && !known.done() && failure.isEmpty()) {
                if (known.order().wanted() == Wanted.RUNNING) {
                    told = seen == Sight.RUNNING ? seen : Sight.CREATING;
                } else {
                    told = seen == Sight.GONE ? seen : Sight.STOPPING;
                }
            }
            return new Resident(attempt.uid(), attempt.epoch(), number, ++reports, told, failure);
        }

        /** The agent begins a session: its hello, and everything owed to it is due again. */
        private void hello() {
            List<Resident> inventory = disk.keySet().stream()
                    .map(attempt -> resident(attempt, Optional.empty()))
                    .toList();
            disk.forEach((attempt, known) -> {
                if (!known.done()) {
                    work(attempt, known.order());
                }
            });
            deliver(() -> {
                give(new HostCommand.GreetAgent(FACTS, inventory));
                shell.unpark(now);
            });
        }
    }

    private final Rng rng;
    private Instant now = Samples.NOW;
    private final List<Happening> queue = new ArrayList<>();
    private final Map<HostId, Host> hosts = new TreeMap<>();
    private final Map<
                    InstanceName,
                    TestShell<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection>>
            instances = new TreeMap<>();
    private final double failures;
    private final double losses;
    private boolean calm;

    LifeWorld(Rng rng) {
        this.rng = rng;
        this.failures = rng.chance(0.3) ? 0.7 : 0.2 * rng.unit();
        this.losses = 0.3 * rng.unit();
        int hostCount = 2 + rng.below(3);
        for (int i = 1; i <= hostCount; i++) {
            Host host = new Host(new HostId("host-" + i));
            hosts.put(host.id, host);
            host.give(new HostCommand.RegisterHost(
                    host.id,
                    new HostSpec(CAPACITY, new FaultDomain("rack-" + i), Collections.emptySortedMap()),
                    Request.PLAIN));
            host.give(new HostCommand.GreetAgent(FACTS, List.of()));
        }
        for (int i = 1; i <= 3; i++) {
            InstanceName name = new InstanceName("shop", "web-" + i);
            instances.put(
                    name,
                    new TestShell<>(new InstanceResource(), name.toString(), effect -> send(name, effect), notice -> {
                        InstanceNotice.DisownClaim disowned = (InstanceNotice.DisownClaim) notice;
                        deliver(() -> host(disowned.host())
                                .give(new HostCommand.DisownClaim(disowned.uid(), disowned.epoch())));
                    }));
        }
    }

    private TestShell<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> instance(
            InstanceName name) {
        return Optional.ofNullable(instances.get(name)).orElseThrow();
    }

    private Host host(HostId id) {
        return Optional.ofNullable(hosts.get(id)).orElseThrow();
    }

    private void send(InstanceName name, InstanceEffect effect) {
        Instant affirmed = now;
        EffectKey key = effect.key();
        switch (effect) {
            case InstanceEffect.ChooseHost choose -> choose(name, choose);
            case InstanceEffect.ClaimCapacity e ->
                deliver(() -> host(e.host())
                        .give(new HostCommand.ClaimCapacity(
                                e.hostUid(),
                                name,
                                key.uid(),
                                key.epoch(),
                                key.cause(),
                                e.size(),
                                e.spreadKey(),
                                affirmed)));
            case InstanceEffect.RunOnHost e ->
                deliver(() -> host(e.host())
                        .give(new HostCommand.RunInstance(
                                e.hostUid(),
                                name,
                                key.uid(),
                                key.epoch(),
                                key.cause(),
                                new Workload(
                                        e.spec().size(),
                                        e.spec().image(),
                                        e.spec().command(),
                                        e.spec().userData(),
                                        e.spec().metadata(),
                                        e.spec().stopGrace(),
                                        e.spec().onSilence()),
                                affirmed)));
            case InstanceEffect.StopOnHost e ->
                deliver(() -> host(e.host())
                        .give(new HostCommand.StopInstance(
                                e.hostUid(), name, key.uid(), key.epoch(), key.cause(), e.force())));
            case InstanceEffect.QueryHost e ->
                deliver(() ->
                        host(e.host()).give(new HostCommand.QueryInstance(e.hostUid(), name, key.uid(), key.epoch())));
            case InstanceEffect.ReleaseClaim e ->
                deliver(() -> host(e.host())
                        .give(new HostCommand.ReleaseClaim(e.hostUid(), name, key.uid(), key.epoch(), key.cause())));
        }
    }

    /** A placer that knows nothing of capacity: the hosts have the last word. */
    private void choose(InstanceName name, InstanceEffect.ChooseHost choose) {
        List<HostId> candidates = new ArrayList<>(hosts.keySet());
        candidates.removeAll(choose.request().avoided());
        deliver(() -> {
            if (candidates.isEmpty()) {
                instance(name)
                        .give(
                                new InstanceCommand.ReportNoCapacity(
                                        choose.uid(),
                                        new PlacementExplanation(hosts.size(), Collections.emptySortedMap())),
                                now);
                return;
            }
            Host host = host(rng.oneOf(candidates));
            HostState.Registered state = (HostState.Registered) host.shell.state();
            instance(name)
                    .give(
                            new InstanceCommand.PlaceInstance(
                                    choose.uid(),
                                    host.id,
                                    state.life().uid(),
                                    state.life().spec().faultDomain(),
                                    false),
                            now);
        });
    }

    private void in(Duration delay, Runnable what) {
        queue.add(new Happening(now.plus(delay), what));
    }

    /** Loses some, repeats some much later, and reorders by delay; when calm it only delays. */
    private void deliver(Runnable message) {
        if (!calm && rng.chance(losses)) {
            return;
        }
        in(Duration.ofMillis(rng.between(1, calm ? 20 : 2_000)), message);
        if (!calm && rng.chance(losses)) {
            in(Duration.ofMillis(rng.chance(0.5) ? rng.between(1, 5_000) : rng.between(1, 600_000)), message);
        }
    }

    /** Anything may break; nothing may be wrong. */
    void storm(int steps) {
        for (int i = 0; i < steps; i++) {
            InstanceName name = rng.oneOf(List.copyOf(instances.keySet()));
            int choice = rng.below(100);
            if (choice < 6) {
                ask(name);
            } else if (choice < 9) {
                instance(name).crash(now);
            } else if (choice < 11) {
                host(rng.oneOf(List.copyOf(hosts.keySet()))).shell.crash(now);
            } else if (choice < 13) {
                host(rng.oneOf(List.copyOf(hosts.keySet()))).hello();
            } else {
                step();
            }
            check();
        }
    }

    private void ask(InstanceName name) {
        instance(name)
                .give(
                        switch (rng.below(10)) {
                            case 0, 1, 2 ->
                                new InstanceCommand.CreateInstance(
                                        name, Samples.spec(new Quantities(4, 4_096, 10, 0)), Request.PLAIN);
                            case 3, 4 -> new InstanceCommand.StartInstance(Request.PLAIN);
                            case 5 -> new InstanceCommand.StopInstance(Request.PLAIN);
                            case 6 -> new InstanceCommand.RestartInstance(Request.PLAIN);
                            case 7 -> new InstanceCommand.DeallocateInstance(Request.PLAIN);
                            case 8 -> new InstanceCommand.UpdateInstance(change(), Request.PLAIN);
                            default -> new InstanceCommand.DeleteInstance(Request.PLAIN);
                        },
                        now);
    }

    private SpecChange change() {
        return new SpecChange(
                Optional.of(new TreeMap<>(Map.of("key", Integer.toString(rng.below(3))))),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(rng.between(0, 120))),
                Optional.empty());
    }

    /** Everything is healed; all must reach what is desired within a bound. */
    void calm() {
        calm = true;
        hosts.values().forEach(Host::hello);
        Instant bound = now.plus(Duration.ofHours(2));
        while (now.isBefore(bound)) {
            step();
            check();
        }
        for (var shell : instances.values()) {
            assertThat(shell.state().label()).isIn(settled(shell.state()));
        }
        for (Host host : hosts.values()) {
            host.shell.wake(now);
            HostState.Registered state = (HostState.Registered) host.shell.state();
            for (var claim : state.life().claims().entrySet()) {
                InstanceState holder = instance(claim.getValue().name()).state();
                assertThat(holder).isInstanceOf(InstanceState.OnHost.class);
                assertThat(((InstanceState.OnHost) holder)
                                .claim()
                                .is(host.id, claim.getKey().epoch()))
                        .isTrue();
            }
        }
    }

    private static List<String> settled(InstanceState state) {
        if (!(state instanceof InstanceState.Living living)) {
            return List.of("ABSENT");
        }
        return switch (living.life().desired()) {
            case RUNNING -> List.of("RUNNING", "FAILED");
            case STOPPED -> List.of("STOPPED");
            case DEALLOCATED -> List.of("DEALLOCATED");
            case DELETED -> List.of("DELETED");
        };
    }

    /** The next thing happens: a message, a timer, or nothing for a while. */
    private void step() {
        Optional<Instant> next = queue.stream().map(Happening::at).min(Instant::compareTo);
        Optional<Instant> wake = instances.values().stream()
                .flatMap(shell -> shell.wakeAt().stream())
                .min(Instant::compareTo);
        Optional<Instant> hostWake = hosts.values().stream()
                .flatMap(host -> host.shell.wakeAt().stream())
                .min(Instant::compareTo);
        Instant at = now.plus(Duration.ofMinutes(10));
        for (Optional<Instant> each : List.of(next, wake, hostWake)) {
            if (each.isPresent() && each.get().isBefore(at)) {
                at = each.get();
            }
        }
        now = at.isAfter(now) ? at : now;
        List<Happening> due =
                queue.stream().filter(happening -> !happening.at().isAfter(now)).toList();
        queue.removeAll(due);
        due.forEach(happening -> happening.what().run());
        instances.values().stream()
                .filter(shell -> shell.wakeAt().filter(w -> !w.isAfter(now)).isPresent())
                .forEach(shell -> shell.wake(now));
        hosts.values().stream()
                .filter(host -> host.shell.wakeAt().filter(w -> !w.isAfter(now)).isPresent())
                .forEach(host -> host.shell.wake(now));
    }

    private void check() {
        Map<InstanceName, Integer> running = new TreeMap<>();
        for (Host host : hosts.values()) {
            HostState.Registered state = (HostState.Registered) host.shell.state();
            Quantities sum = state.life().claims().values().stream()
                    .map(HostClaim::size)
                    .reduce(Quantities.NONE, Quantities::plus);
            assertThat(CAPACITY.fits(sum))
                    .as("claims within capacity on %s", host.id)
                    .isTrue();
            host.truth.forEach((attempt, sight) -> {
                if (sight == Sight.RUNNING) {
                    InstanceName name = owner(attempt.uid());
                    running.merge(name, 1, Integer::sum);
                    assertThat(state.life().claim(attempt.uid(), attempt.epoch()))
                            .as("what runs on %s is claimed there", host.id)
                            .isPresent();
                }
            });
        }
        assertThat(running.values())
                .as("never two incarnations of one instance")
                .allMatch(count -> count == 1);
        instances.values().forEach(shell -> {
            InstanceResource resource = new InstanceResource();
            boolean waits = switch (shell.state()) {
                case InstanceState.Pending _,
                        InstanceState.Placing _,
                        InstanceState.Creating _,
                        InstanceState.Starting _,
                        InstanceState.Stopping _,
                        InstanceState.Restarting _,
                        InstanceState.Deallocating _,
                        InstanceState.Releasing _,
                        InstanceState.Disconnected _,
                        InstanceState.Healing _,
                        InstanceState.Deleting _ -> true;
                case InstanceState.Absent _,
                        InstanceState.Running _,
                        InstanceState.Stopped _,
                        InstanceState.Deallocated _,
                        InstanceState.Deleted _,
                        InstanceState.Failed _ -> false;
            };
            if (waits) {
                assertThat(resource.deadline(shell.state()).isPresent()
                                || ((InstanceState.Living) shell.state())
                                        .life()
                                        .hold()
                                        .isPresent())
                        .isTrue();
            }
        });
    }

    private InstanceName owner(Uid uid) {
        String id = uid.value();
        return InstanceName.parse(id.substring(0, id.indexOf("-life-")));
    }

    /** How many facts of each kind came about, to show that the storm reached them. */
    Map<String, Integer> facts() {
        Map<String, Integer> facts = new TreeMap<>();
        instances
                .values()
                .forEach(shell -> shell.history()
                        .forEach(fact -> facts.merge(fact.event().getClass().getSimpleName(), 1, Integer::sum)));
        hosts.values()
                .forEach(host -> host.shell
                        .history()
                        .forEach(fact -> facts.merge(fact.event().getClass().getSimpleName(), 1, Integer::sum)));
        return facts;
    }
}
