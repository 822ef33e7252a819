package dev.holdfast.sim.world;

import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostRejection;
import dev.holdfast.core.host.HostSpec;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.placement.PlacerShare;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A region put together from a script: nodes, a store, a network, hosts with their agents. Sharding is an adversary in
 * it: who hosts a shard is what each sender believes, which may be wrong, and a node that is asked for a shard takes
 * it, whoever had it before.
 */
public final class SimRegion {
    /** Every host is of this size. */
    public static final Quantities HOST_SIZE = new Quantities(32, 128 * 1024, 2_000, 0);

    private static final LogSettings SMALL_LOG = new LogSettings(
            8,
            2_000,
            20_000,
            24,
            100_000,
            2_000,
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            16,
            6,
            2_000,
            1,
            6,
            64,
            false);

    private static final long PING_NANOS = 5_000_000_000L;

    private final Script script;
    private final Seams seams;
    private final Timeline timeline = new Timeline();
    private final Trace trace;
    private final Seeds seeds;
    private final Network network;
    private final SimStore store;
    private final Witness witness;
    private final SimKind<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> instances;
    private final SimKind<HostState, HostCommand, HostEvent, HostEffect, HostRejection> hosts;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<AgentLink> links = new ArrayList<>();
    private final Map<ShardId, Home> homes = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Draws routing;
    private final Draws streams;
    private long uids;
    private boolean healed;

    /** Where a shard is believed to be. */
    private static final class Home {
        private int now;
        private int before;
        private int split = -1;
    }

    public SimRegion(Script script, Seams seams, boolean inWords) {
        this.script = script;
        this.seams = seams;
        this.seeds = new Seeds(script.seed());
        this.trace = new Trace(timeline, inWords);
        this.witness = new Witness(this);
        this.network = new Network(timeline, trace, seeds.draws("network"), script.weather());
        this.store = new SimStore(timeline, trace, seeds.draws("store"), script.storeWeather(), witness::applied);
        this.instances = new SimKind<>(seams.instances(), script.instanceShards(), new InstanceSurroundings());
        this.hosts = new SimKind<>(seams.hosts(), script.hostShards(), new HostSurroundings());
        this.routing = seeds.draws("routing");
        this.streams = seeds.draws("streams");
        build();
    }

    private void build() {
        Draws clocks = seeds.draws("clocks");
        for (int number = 0; number < script.nodes(); number++) {
            long offset = clocks.between(-script.clockOffsetMillis(), script.clockOffsetMillis()) * 1_000_000L;
            double rate = 1 + clocks.between(-script.clockDriftPpm(), script.clockDriftPpm()) / 1e6;
            nodes.add(new SimNode(number, this, new NodeClock(timeline, offset, rate)));
        }
        assignHomes(instances);
        assignHomes(hosts);
        nodes.forEach(node -> node.placer().begin());
        for (int number = 0; number < script.hosts(); number++) {
            SimHost host =
                    new SimHost(this, new HostId("host-" + number), fencing(number), seeds.draws("host", number));
            AgentLink link = new AgentLink(this, host, Network.HOSTS + number, seeds.draws("link", number));
            links.add(link);
            register(number);
            link.begin();
        }
    }

    /** Every fourth host has no watchdog. */
    private static Fencing fencing(int host) {
        return host % 4 == 3 ? Fencing.NONE : Fencing.WATCHDOG;
    }

    private void assignHomes(SimKind<?, ?, ?, ?, ?> kind) {
        for (int number = 0; number < kind.shards(); number++) {
            Home home = new Home();
            home.now = routing(nodes.size());
            home.before = home.now;
            ShardId shard = new ShardId(kind.type(), number);
            homes.put(shard, home);
            ping(kind, shard);
        }
    }

    private int routing(int bound) {
        return (int) routing.below(bound);
    }

    /** As a node's own keeper-ping: a shard that owes something is never left without an owner for long. */
    private <S extends ResourceState, C, E, F extends Effect, R extends Rejection> void ping(
            SimKind<S, C, E, F, R> kind, ShardId shard) {
        timeline.afterNanos((long) (PING_NANOS * (0.5 + routing.unit())), () -> {
            SimNode to = believed(shard);
            to.here(() -> to.shard(kind, shard)).run();
            ping(kind, shard);
        });
    }

    private void register(int number) {
        String id = "host-" + number;
        HostSpec spec =
                new HostSpec(HOST_SIZE, new FaultDomain("rack-" + number % script.faultDomains()), new TreeMap<>());
        HostCommand order =
                new HostCommand.RegisterHost(new HostId(id), spec, Request.of(new RequestId("register-" + number)));
        boolean[] done = {false};
        Consumer<Answer> caller = answer -> done[0] |= answer instanceof Answer.Done;
        tell(hosts, Network.CLIENTS, id, each -> each.execute(order, Party.ANONYMOUS, Optional.of(caller)));
        timeline.afterNanos(2_000_000_000L, () -> {
            if (!done[0]) {
                register(number);
            }
        });
    }

    // What everybody uses.

    public Timeline timeline() {
        return timeline;
    }

    public Trace trace() {
        return trace;
    }

    public Witness witness() {
        return witness;
    }

    public Script script() {
        return script;
    }

    Seeds seeds() {
        return seeds;
    }

    Seams seams() {
        return seams;
    }

    SimStore store() {
        return store;
    }

    Network network() {
        return network;
    }

    SimKind<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> instances() {
        return instances;
    }

    SimKind<HostState, HostCommand, HostEvent, HostEffect, HostRejection> hosts() {
        return hosts;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    List<AgentLink> links() {
        return links;
    }

    LogSettings logSettings() {
        return script.smallLog() ? SMALL_LOG : LogSettings.DEFAULT;
    }

    Uid freshUid() {
        return new Uid("u" + ++uids);
    }

    long placerSeed(int node) {
        return script.seed() * 31 + node;
    }

    PlacerShare placerShare(int node) {
        return new PlacerShare(node, script.nodes());
    }

    SimNode anyNode(Draws draws) {
        return nodes.get((int) draws.below(nodes.size()));
    }

    long streamDelay() {
        return (long) (1_000_000L * (0.3 + streams.unit()));
    }

    /** Finds out what must never be. */
    public void violated(String judge, String what) {
        violations.add(new Violation(judge, what, timeline.nanos()));
        trace.note("VIOLATED " + judge, what, violations.size());
    }

    public List<Violation> violations() {
        return violations;
    }

    // Messages.

    <S extends ResourceState, C, E, F extends Effect, R extends Rejection> void tell(
            SimKind<S, C, E, F, R> kind, int from, String id, Consumer<SimEntity<S, C, E, F, R>> message) {
        ShardId shard = ShardId.of(kind.type(), id, kind.shards());
        SimNode to = believed(shard);
        network.send(from, to.number(), to.here(() -> to.shard(kind, shard).receive(id, message)));
    }

    /** To whoever runs the shard of a resource. */
    <S extends ResourceState, C, E, F extends Effect, R extends Rejection> void tellShard(
            SimKind<S, C, E, F, R> kind, int from, String id, Consumer<SimShard<S, C, E, F, R>> message) {
        ShardId shard = ShardId.of(kind.type(), id, kind.shards());
        SimNode to = believed(shard);
        network.send(from, to.number(), to.here(() -> message.accept(to.shard(kind, shard))));
    }

    /** The same for what its sender never sends twice, a client's command. */
    <S extends ResourceState, C, E, F extends Effect, R extends Rejection> void tellOnce(
            SimKind<S, C, E, F, R> kind, int from, String id, Consumer<SimEntity<S, C, E, F, R>> message) {
        ShardId shard = ShardId.of(kind.type(), id, kind.shards());
        SimNode to = believed(shard);
        network.sendOnce(from, to.number(), to.here(() -> to.shard(kind, shard).receive(id, message)));
    }

    /** What a shard's keeper knows, for one of the nodes; nothing comes back when it does not own the shard now. */
    <S extends ResourceState, C, E, F extends Effect, R extends Rejection> void askKeeper(
            SimKind<S, C, E, F, R> kind, SimNode asker, int shard, Function<SimShard<S, C, E, F, R>, Runnable> look) {
        ShardId id = new ShardId(kind.type(), shard);
        SimNode to = believed(id);
        network.send(asker.number(), to.number(), to.here(() -> {
            SimShard<S, C, E, F, R> keeper = to.shard(kind, id);
            if (keeper.owned()) {
                network.send(to.number(), asker.number(), asker.here(look.apply(keeper)));
            }
        }));
    }

    /** What happened to an instance after a sequence, asked of whoever is believed to own it. */
    void listEvents(SimNode asker, String id, long after, int limit, Consumer<List<Recorded<InstanceEvent>>> answer) {
        ShardId shard = ShardId.of(instances.type(), id, instances.shards());
        SimNode to = believed(shard);
        network.send(
                asker.number(),
                to.number(),
                to.here(() -> to.shard(instances, shard)
                        .listEvents(
                                id,
                                after,
                                limit,
                                facts -> network.send(
                                        to.number(), asker.number(), asker.here(() -> answer.accept(facts))))));
    }

    /** Whether something goes to the wrong one of two, with this chance while anything may go wrong. */
    boolean astray(double chance) {
        return !healed && routing.chance(chance);
    }

    private SimNode believed(ShardId shard) {
        Home home = home(shard);
        if (!healed && home.split >= 0 && routing.chance(0.5)) {
            return nodes.get(home.split);
        }
        if (!healed && routing.chance(script.staleRouting())) {
            return nodes.get(home.before);
        }
        return nodes.get(home.now);
    }

    private Home home(ShardId shard) {
        Home home = homes.get(shard);
        if (home == null) {
            throw new IllegalArgumentException("no such shard: " + shard);
        }
        return home;
    }

    /** A keeper's view has changed. */
    void shown(SimShard<?, ?, ?, ?, ?> shard, ResourceState state) {
        if (state instanceof HostState host) {
            String keeping = shard.owner();
            long number = shard.changes();
            for (SimNode node : nodes) {
                network.send(
                        shard.node().number(),
                        node.number(),
                        node.here(() -> node.placer().changed(shard.id().number(), keeping, number, host)));
            }
        }
    }

    // The adversary.

    void move(ShardId shard, int to) {
        Home home = home(shard);
        if (home.now != to) {
            home.before = home.now;
            home.now = to;
        }
    }

    void split(ShardId shard, int other) {
        home(shard).split = other;
    }

    /** Everything that lives on a node goes to the others that are up, if there are any. */
    void moveAllFrom(int node) {
        List<Integer> others = new ArrayList<>();
        for (SimNode each : nodes) {
            if (each.up() && !each.paused() && each.number() != node) {
                others.add(each.number());
            }
        }
        if (!others.isEmpty()) {
            homes.forEach((shard, home) -> {
                if (home.now == node) {
                    move(shard, others.get(routing(others.size())));
                }
            });
        }
    }

    int home(String type, int shard) {
        return home(new ShardId(type, shard)).now;
    }

    /** From now on nothing goes wrong any more. */
    void heal() {
        healed = true;
        network.heal();
        store.heal();
        homes.values().forEach(home -> home.split = -1);
        for (SimNode node : nodes) {
            if (!node.up()) {
                node.restart();
            }
            node.resume();
        }
        links.forEach(link -> {
            link.host().heal();
            link.begin();
        });
    }

    public boolean healed() {
        return healed;
    }
}
