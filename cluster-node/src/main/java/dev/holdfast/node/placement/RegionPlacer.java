package dev.holdfast.node.placement;

import dev.holdfast.core.host.HostOffers;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.placement.PlacementDecision;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.placement.Placer;
import dev.holdfast.core.region.RegionCapacity;
import dev.holdfast.core.region.RegionTally;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.resource.FollowedParts;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.telemetry.PlacementFigures;
import dev.holdfast.node.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
 * <p>It says nothing before it has heard of every shard of hosts once, lest a restart look like a region without hosts,
 * and before every shard of instances has told which claims were asked for and not answered: the choices of an earlier
 * life that died between a choice and its claim, which no host shows. A shard that stays silent is waited for only for
 * a while.
 */
public final class RegionPlacer extends AbstractBehavior<RegionPlacer.Message> {
    private static final Duration AGAIN = Duration.ofSeconds(3);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(3);
    private static final Duration RECALL_AGAIN = Duration.ofMillis(200);
    private static final int RECALLED_AT_ONCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** More than this waits only while the hosts are not known yet; whoever is dropped asks again. */
    private static final int WAITING_AT_MOST = 65_536;

    /** What a chooser is told. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    /** An instance looks for a host. */
    public record Choose(InstanceName name, PlacementRequest request) implements Message {}

    /** Somebody asks what a choice would find now; nothing is chosen. */
    public record Explain(PlacementRequest request, ActorRef<PlacementExplanation> replyTo) implements Message {}

    /** Somebody asks what the hosts have together, as they are seen from here. */
    public record Survey(ActorRef<RegionCapacity> replyTo) implements Message {}

    private record Heard(Followed followed) implements Message {}

    private record FollowAgain() implements Message {}

    private record PatienceIsOver() implements Message {}

    /** The node stops: nobody is asked anything more from here. */
    public record Stop() implements Message {}

    /** The instances that answers go to, and that can be asked from now on. */
    public record Begin(ActorRef<ShardingEnvelope<ResourceMessage>> instances, int shardCount) implements Message {}

    private record Recall(int shard, String after) implements Message {}

    private record Recalled(int shard, Optional<Reply> reply, String after) implements Message {}

    private final TimerScheduler<Message> timers;
    private final Placer placer;
    private final RegionTally tally = new RegionTally();
    private final ActorRef<ShardingEnvelope<ResourceMessage>> hosts;
    private final Clock clock;
    private final PlacementFigures figures;
    private final ActorRef<Followed> follower;
    private final FollowedParts parts = new FollowedParts();
    private final List<FollowedShard> shards = new ArrayList<>();
    private final ArrayDeque<Choose> waiting = new ArrayDeque<>();
    private final Set<Integer> unrecalled = new TreeSet<>();
    private final List<InstanceState.Seeking> recalled = new ArrayList<>();
    private ActorRef<ShardingEnvelope<ResourceMessage>> instances;
    private boolean begun;
    private boolean open;

    private RegionPlacer(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Placer placer,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            int shardCount,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.placer = placer;
        this.hosts = hosts;
        this.clock = clock;
        this.figures = Telemetry.get(context.getSystem()).placement();
        this.instances = context.getSystem().deadLetters();
        this.follower = context.messageAdapter(Followed.class, Heard::new);
        for (int shard = 0; shard < shardCount; shard++) {
            shards.add(new FollowedShard());
        }
        followAll();
    }

    /**
     * @param hosts whose shards are followed
     * @param seed so that the nodes' choosers draw differently
     */
    public static Behavior<Message> create(
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts, int shardCount, long seed, Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new FollowAgain(), AGAIN);
            return new RegionPlacer(context, timers, new Placer(seed), hosts, shardCount, clock);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        switch (message) {
            case Stop() -> {
                return Behaviors.stopped();
            }
            case Choose choose -> {
                if (open) {
                    choose(choose);
                } else if (waiting.size() < WAITING_AT_MOST) {
                    waiting.add(choose);
                }
            }
            case Explain(PlacementRequest request, var replyTo) -> replyTo.tell(placer.explain(request));
            case Survey(var replyTo) -> replyTo.tell(tally.capacity());
            case Heard(Followed followed) -> parts.whole(followed).ifPresent(this::heard);
            case FollowAgain() -> followAll();
            case PatienceIsOver() -> open();
            case Begin(var region, int shardCount) -> {
                instances = region;
                begun = true;
                timers.startSingleTimer(new PatienceIsOver(), PATIENCE);
                for (int shard = 0; shard < shardCount; shard++) {
                    unrecalled.add(shard);
                    recall(shard, "");
                }
            }
            case Recall(int shard, String after) -> recall(shard, after);
            case Recalled(int shard, Optional<Reply> reply, String after) -> recalled(shard, reply, after);
        }
        return this;
    }

    private void heard(Followed followed) {
        switch (followed) {
            case Followed.Part _ -> throw new IllegalStateException("a part is no whole");
            case Followed.All all -> restart(all);
            case Followed.Changed change -> change(change);
            case Followed.UpTo(int shard, String keeping, long number, var _) -> {
                if (!shards.get(shard).isAt(keeping, number)) {
                    follow(shard, "");
                }
            }
            // It asks for all there is, so nothing was missed; and it asks whoever keeps the shard next again anyway.
            case Followed.Missed _, Followed.TooOld _, Followed.Ended _ -> {}
        }
    }

    private void choose(Choose choose) {
        Instant now = clock.instant();
        PlacementRequest request = choose.request();
        InstanceCommand answer = switch (placer.choose(request, now)) {
            case PlacementDecision.Chosen chosen -> {
                figures.chosen(chosen.spreadForced());
                yield new InstanceCommand.PlaceInstance(
                        request.uid(), chosen.host(), chosen.hostUid(), chosen.faultDomain(), chosen.spreadForced());
            }
            case PlacementDecision.Nowhere nowhere -> {
                figures.nowhere();
                yield new InstanceCommand.ReportNoCapacity(request.uid(), nowhere.explanation());
            }
        };
        instances.tell(new ShardingEnvelope<>(
                choose.name().toString(), new ResourceMessage.Tell(new Body(answer), Party.PLACER)));
    }

    private void open() {
        if (!open) {
            open = true;
            recalled.forEach(this::count);
            recalled.clear();
            waiting.forEach(this::choose);
            waiting.clear();
        }
    }

    private void count(InstanceState.Seeking placing) {
        placing.asked()
                .ifPresent(claim -> placer.recall(
                        placing.life().uid(),
                        claim.host(),
                        claim.faultDomain(),
                        placing.life().spec().size(),
                        placing.life().spec().spreadKey(),
                        clock.instant()));
    }

    private void restart(Followed.All all) {
        Set<String> shown = new TreeSet<>();
        for (Body body : all.states()) {
            show(body, shown);
        }
        for (String vanished : shards.get(all.shard()).restart(all, shown)) {
            placer.remove(new HostId(vanished));
            tally.remove(new HostId(vanished));
        }
        openIfAllIsKnown();
    }

    private void openIfAllIsKnown() {
        if (begun && unrecalled.isEmpty() && shards.stream().allMatch(FollowedShard::known)) {
            open();
        }
    }

    private void recall(int shard, String after) {
        getContext()
                .ask(
                        Reply.class,
                        instances,
                        ANSWER_PATIENCE,
                        (ActorRef<Reply> replyTo) -> new ShardingEnvelope<>(
                                KeeperIds.keeperOf(shard),
                                new ResourceMessage.ListStates("", after, RECALLED_AT_ONCE, true, true, replyTo)),
                        (reply, _) -> new Recalled(shard, Optional.ofNullable(reply), after));
    }

    private void recalled(int shard, Optional<Reply> reply, String after) {
        if (reply.isEmpty() || !(reply.get() instanceof Reply.States(List<Body> states, boolean more))) {
            if (!open) {
                timers.startSingleTimer("recall-" + shard, new Recall(shard, after), RECALL_AGAIN);
            }
            return;
        }
        String last = after;
        for (Body body : states) {
            if (body.value() instanceof InstanceState.Living living) {
                last = living.life().name().toString();
                if (living instanceof InstanceState.Seeking placing) {
                    recalled.add(placing);
                }
            }
        }
        if (more) {
            recall(shard, last);
        } else {
            unrecalled.remove(shard);
            openIfAllIsKnown();
        }
    }

    private void change(Followed.Changed change) {
        FollowedShard shard = shards.get(change.shard());
        if (shard.isOld(change)) {
            return;
        }
        if (!shard.follows(change)) {
            follow(change.shard(), "");
            return;
        }
        Set<String> shown = new TreeSet<>();
        show(change.change().state(), shown);
        shown.forEach(shard::advance);
    }

    private void show(Body body, Set<String> shown) {
        if (body.value() instanceof HostState state) {
            HostOffers.of(state).ifPresent(offer -> {
                placer.show(offer);
                tally.show(offer);
                shown.add(offer.host().value());
            });
        }
    }

    private void followAll() {
        for (int shard = 0; shard < shards.size(); shard++) {
            follow(shard, shards.get(shard).keeping());
        }
    }

    private void follow(int shard, String keeping) {
        hosts.tell(new ShardingEnvelope<>(
                KeeperIds.keeperOf(shard), new ResourceMessage.Follow(follower, "", Optional.empty(), false, keeping)));
    }
}
