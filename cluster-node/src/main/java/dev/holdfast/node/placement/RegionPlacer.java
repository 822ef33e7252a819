package dev.holdfast.node.placement;

import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.placement.PlacementDecision;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.placement.Placer;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.ResourceMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Chooses hosts for this node's instances with core's {@link Placer}, on its own copy of the hosts. All of it is soft:
 * a choice that is lost is asked for again, and the host itself has the last word.
 *
 * <p>It says nothing before it has heard of every shard once, lest a restart look like a region without hosts; a shard
 * that stays silent is waited for only for a while. When there are hosts already at its start, it also waits until the
 * claims that were asked for before have had time to be asked for again: it cannot know of them otherwise, and would
 * put two of one spread key together.
 */
public final class RegionPlacer extends AbstractBehavior<RegionPlacer.Message> {
    private static final Duration AGAIN = Duration.ofSeconds(3);
    private static final Duration CLAIMS_ASKED_AGAIN = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** More than this waits only while the hosts are not known yet; whoever is dropped asks again. */
    private static final int WAITING_AT_MOST = 65_536;

    /** What a chooser is told. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    /** An instance looks for a host. */
    public record Choose(InstanceName name, PlacementRequest request) implements Message {}

    private record Heard(Followed followed) implements Message {}

    private record FollowAgain() implements Message {}

    private record PatienceIsOver() implements Message {}

    private record ClaimsAreBack() implements Message {}

    private final TimerScheduler<Message> timers;
    private final Placer placer;
    private final Supplier<ActorRef<ShardingEnvelope<ResourceMessage>>> instances;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> hosts;
    private final Clock clock;
    private final ActorRef<Followed> follower;
    private final List<FollowedShard> shards = new ArrayList<>();
    private final ArrayDeque<Choose> waiting = new ArrayDeque<>();
    private boolean open;

    private RegionPlacer(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Placer placer,
            Supplier<ActorRef<ShardingEnvelope<ResourceMessage>>> instances,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            int shardCount,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.placer = placer;
        this.instances = instances;
        this.hosts = hosts;
        this.clock = clock;
        this.follower = context.messageAdapter(Followed.class, Heard::new);
        for (int shard = 0; shard < shardCount; shard++) {
            shards.add(new FollowedShard());
        }
        followAll();
    }

    /**
     * @param instances where answers go
     * @param hosts whose shards are followed
     * @param seed so that the nodes' choosers draw differently
     */
    public static Behavior<Message> create(
            Supplier<ActorRef<ShardingEnvelope<ResourceMessage>>> instances,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            int shardCount,
            long seed,
            Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new FollowAgain(), AGAIN);
            timers.startSingleTimer(new PatienceIsOver(), PATIENCE);
            return new RegionPlacer(context, timers, new Placer(seed), instances, hosts, shardCount, clock);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        switch (message) {
            case Choose choose -> {
                if (open) {
                    choose(choose);
                } else if (waiting.size() < WAITING_AT_MOST) {
                    waiting.add(choose);
                }
            }
            case Heard(Followed.All all) -> restart(all);
            case Heard(Followed.Change change) -> change(change);
            case FollowAgain() -> followAll();
            case PatienceIsOver(), ClaimsAreBack() -> open();
        }
        return this;
    }

    private void choose(Choose choose) {
        Instant now = clock.instant();
        PlacementRequest request = choose.request();
        InstanceCommand answer = switch (placer.choose(request, now)) {
            case PlacementDecision.Chosen chosen ->
                new InstanceCommand.PlaceInstance(
                        request.uid(), chosen.host(), chosen.hostUid(), chosen.faultDomain(), chosen.spreadForced());
            case PlacementDecision.Nowhere nowhere ->
                new InstanceCommand.ReportNoCapacity(request.uid(), nowhere.explanation());
        };
        instances
                .get()
                .tell(new ShardingEnvelope<>(
                        choose.name().toString(), new ResourceMessage.Tell(new Body(answer), Party.PLACER)));
    }

    private void open() {
        if (!open) {
            open = true;
            waiting.forEach(this::choose);
            waiting.clear();
        }
    }

    private void restart(Followed.All all) {
        Set<String> shown = new TreeSet<>();
        for (Body body : all.states()) {
            show(body, shown);
        }
        for (String vanished : shards.get(all.shard()).restart(all, shown)) {
            placer.remove(new HostId(vanished));
        }
        if (open || !shards.stream().allMatch(FollowedShard::known)) {
            return;
        }
        if (placer.hosts().isEmpty()) {
            open();
        } else if (!timers.isTimerActive(ClaimsAreBack.class)) {
            timers.startSingleTimer(ClaimsAreBack.class, new ClaimsAreBack(), CLAIMS_ASKED_AGAIN);
        }
    }

    private void change(Followed.Change change) {
        FollowedShard shard = shards.get(change.shard());
        if (shard.isOld(change)) {
            return;
        }
        if (!shard.follows(change)) {
            follow(change.shard(), "", 0);
            return;
        }
        Set<String> shown = new TreeSet<>();
        show(change.state(), shown);
        shown.forEach(shard::advance);
    }

    private void show(Body body, Set<String> shown) {
        if (body.value() instanceof HostState state) {
            Offers.of(state).ifPresent(offer -> {
                placer.show(offer);
                shown.add(offer.host().value());
            });
        }
    }

    private void followAll() {
        for (int shard = 0; shard < shards.size(); shard++) {
            follow(shard, shards.get(shard).keeping(), shards.get(shard).number());
        }
    }

    private void follow(int shard, String keeping, long number) {
        hosts.tell(new ShardingEnvelope<>(
                KeeperIds.keeperOf(shard), new ResourceMessage.Follow(follower, keeping, number)));
    }
}
