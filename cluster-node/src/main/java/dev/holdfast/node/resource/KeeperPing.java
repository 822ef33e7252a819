package dev.holdfast.node.resource;

import dev.holdfast.node.telemetry.ResourceFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Sees to it, from each node, that every shard of a type has its keeper: without it nothing would run in a shard until
 * somebody calls, since entities are not remembered by sharding. A shard that is let go is asked for at once, so that
 * it has its next owner as soon as its last one has ended. It tells when a shard has had no owner for long, which no
 * one else would notice.
 */
final class KeeperPing extends AbstractBehavior<KeeperPing.Message> {
    /** What it is told. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /** Ping all. */
    record Tick() implements Message {}

    /** The node stops: its shards go to others, who ping them. */
    record Stop() implements Message {}

    private record Heard(ResourceMessage.Kept kept) implements Message {}

    /** How one shard stands, seen from here. */
    private static final class Seen {
        private long served;
        private long hurried;
        private boolean told;

        private Seen(long now) {
            this.served = now;
            this.hurried = now;
        }
    }

    private final String type;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final Duration every;
    private final Duration alarm;
    private final LongSupplier nanoTime;
    private final ServedShards known;
    private final BooleanSupplier nobodyStays;
    private final ActorRef<ResourceMessage.Kept> watch;
    private final List<Seen> shards = new ArrayList<>();
    private final AtomicInteger ownerless = new AtomicInteger();

    private KeeperPing(
            ActorContext<Message> context,
            String type,
            int shardCount,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            Duration every,
            Duration alarm,
            LongSupplier nanoTime,
            ServedShards known,
            BooleanSupplier nobodyStays,
            ResourceFigures figures) {
        super(context);
        context.setLoggerName(KeeperPing.class);
        this.type = type;
        this.region = region;
        this.every = every;
        this.alarm = alarm;
        this.nanoTime = nanoTime;
        this.known = known;
        this.nobodyStays = nobodyStays;
        this.watch = context.messageAdapter(ResourceMessage.Kept.class, Heard::new);
        for (int shard = 0; shard < shardCount; shard++) {
            shards.add(new Seen(nanoTime.getAsLong()));
        }
        figures.ownerless(ownerless::get);
    }

    /**
     * @param every how often all are pinged
     * @param alarm a shard without an owner for so long is told of
     * @param nanoTime as {@link System#nanoTime}
     * @param known told what is served and what is not
     * @param nobodyStays whether all nodes are about to leave: what is asked of a shard then waits in this node's
     *     region for a home that it will not have, and the region for it
     */
    static Behavior<Message> create(
            String type,
            int shardCount,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            Duration every,
            Duration alarm,
            LongSupplier nanoTime,
            ServedShards known,
            BooleanSupplier nobodyStays,
            ResourceFigures figures) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, every);
            return new KeeperPing(
                    context, type, shardCount, region, every, alarm, nanoTime, known, nobodyStays, figures);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        return switch (message) {
            case Tick() -> {
                look();
                for (int shard = 0; shard < shards.size(); shard++) {
                    ping(shard);
                }
                yield this;
            }
            case Heard(ResourceMessage.Kept(int shard, boolean served)) -> {
                if (served) {
                    served(shard);
                } else {
                    lost(shard);
                }
                yield this;
            }
            case Stop() -> Behaviors.stopped();
        };
    }

    private void ping(int shard) {
        if (nobodyStays.getAsBoolean()) {
            return;
        }
        region.tell(new ShardingEnvelope<>(KeeperIds.keeperOf(shard), new ResourceMessage.Ping(watch)));
    }

    /** A keeper that ends again and again is not asked for any faster than by the regular pings. */
    private void lost(int shard) {
        known.lost(shard);
        Seen seen = shards.get(shard);
        long now = nanoTime.getAsLong();
        if (now - seen.hurried >= every.toNanos()) {
            seen.hurried = now;
            ping(shard);
        }
    }

    private void served(int shard) {
        known.served(shard);
        Seen seen = shards.get(shard);
        if (seen.told) {
            getContext()
                    .getLog()
                    .atInfo()
                    .addKeyValue("type", type)
                    .addKeyValue("shard", shard)
                    .log("A shard that had no owner has one again.");
        }
        seen.served = nanoTime.getAsLong();
        seen.told = false;
    }

    private void look() {
        long now = nanoTime.getAsLong();
        int without = 0;
        for (int shard = 0; shard < shards.size(); shard++) {
            Seen seen = shards.get(shard);
            Duration silent = Duration.ofNanos(now - seen.served);
            if (silent.compareTo(alarm) <= 0) {
                continue;
            }
            without++;
            if (!seen.told) {
                seen.told = true;
                getContext()
                        .getLog()
                        .atWarn()
                        .addKeyValue("type", type)
                        .addKeyValue("shard", shard)
                        .addKeyValue("seconds", silent.toSeconds())
                        .log(
                                "A shard has no owner that answers; should this last, start the node again that is to own it.");
            }
        }
        ownerless.set(without);
    }
}
