package dev.holdfast.sim.bench;

import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Plays users, placer and hosts for many instances at once: it keeps a number of commands in flight, and gives each
 * instance its next one when the last was answered. After its creation an instance stops and starts for ever, or is
 * left to run.
 */
final class TransitionDriver extends AbstractBehavior<TransitionDriver.Message> {
    /** What the driver is told. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /** Keep so many commands in flight from now on. */
    record InFlight(int commands) implements Message {}

    /** Stop, and say so when everything that belongs to the driver has. */
    record End(Runnable over) implements Message {}

    private record Answered(String id, Reply reply) implements Message {}

    private static final Uid HOST_UID = new Uid("bench-host");
    private static final FaultDomain DOMAIN = new FaultDomain("bench");
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final AtomicLong events;
    private final CountDownLatch notYetRun;
    private final Consumer<String> refused;
    private final boolean leftToRun;
    private final ArrayDeque<String> idle = new ArrayDeque<>();
    private final Map<String, ActorRef<Reply>> adapters = new HashMap<>();
    private final Map<String, Reply.Done> last = new HashMap<>();
    private int target;
    private int inFlight;
    private long reports;

    private TransitionDriver(
            ActorContext<Message> context,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            String project,
            int instances,
            boolean leftToRun,
            AtomicLong events,
            CountDownLatch notYetRun,
            Consumer<String> refused) {
        super(context);
        this.refused = refused;
        this.leftToRun = leftToRun;
        this.region = region;
        this.events = events;
        this.notYetRun = notYetRun;
        for (int i = 0; i < instances; i++) {
            String id = id(project, i);
            idle.add(id);
            adapters.put(id, context.spawnAnonymous(forward(id, context.getSelf())));
        }
    }

    /**
     * @param leftToRun whether nothing more is asked of an instance that runs
     * @param events counts every event that was persisted
     * @param notYetRun is counted down by each instance that runs for the first time
     * @param refused told why, when a command was refused; then the driver stops
     */
    static Behavior<Message> create(
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            String project,
            int instances,
            boolean leftToRun,
            AtomicLong events,
            CountDownLatch notYetRun,
            Consumer<String> refused) {
        return Behaviors.setup(context ->
                new TransitionDriver(context, region, project, instances, leftToRun, events, notYetRun, refused));
    }

    /** The id of one of a project's instances. */
    static String id(String project, int number) {
        return project + "/i-" + number;
    }

    private static Behavior<Reply> forward(String id, ActorRef<Message> driver) {
        return Behaviors.receiveMessage(reply -> {
            driver.tell(new Answered(id, reply));
            return Behaviors.same();
        });
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(InFlight.class, message -> {
                    target = message.commands();
                    pump();
                    return this;
                })
                .onMessage(End.class, end -> Behaviors.stopped(end.over()::run))
                .onMessage(Answered.class, this::answered)
                .build();
    }

    private Behavior<Message> answered(Answered answered) {
        inFlight--;
        if (answered.reply() instanceof Reply.Done done) {
            InstanceState state = (InstanceState) done.state().value();
            long before = Optional.ofNullable(last.put(answered.id(), done))
                    .map(each -> ((InstanceState) each.state().value()).sequence())
                    .orElse(0L);
            events.addAndGet(state.sequence() - before);
            if (state instanceof InstanceState.Running && before < 6) {
                notYetRun.countDown();
                if (leftToRun) {
                    pump();
                    return this;
                }
            }
        } else {
            refused.accept(answered.id() + " was refused: " + answered.reply());
            return Behaviors.stopped();
        }
        idle.addLast(answered.id());
        pump();
        return this;
    }

    private void pump() {
        while (inFlight < target && !idle.isEmpty()) {
            String id = idle.removeFirst();
            inFlight++;
            region.tell(new ShardingEnvelope<>(
                    id,
                    new ResourceMessage.Execute(
                            new Body(next(id)),
                            Party.ANONYMOUS,
                            false,
                            Optional.ofNullable(adapters.get(id)).orElseThrow())));
        }
    }

    private InstanceCommand next(String id) {
        Reply.Done known = last.get(id);
        if (known == null) {
            return new InstanceCommand.CreateInstance(InstanceName.parse(id), spec(), Request.PLAIN);
        }
        InstanceState state = (InstanceState) known.state().value();
        return switch (state) {
            case InstanceState.Placing placing
            when placing.asked().isEmpty() ->
                new InstanceCommand.PlaceInstance(placing.life().uid(), host(id), HOST_UID, DOMAIN, false);
            case InstanceState.Placing placing ->
                new InstanceCommand.ConfirmClaim(
                        placing.life().uid(), host(id), placing.life().epoch());
            case InstanceState.Creating on -> observe(on, ObservedPower.RUNNING);
            case InstanceState.Starting on -> observe(on, ObservedPower.RUNNING);
            case InstanceState.Stopping on -> observe(on, ObservedPower.STOPPED);
            case InstanceState.Running _ -> new InstanceCommand.StopInstance(Request.PLAIN);
            case InstanceState.Stopped _ -> new InstanceCommand.StartInstance(Request.PLAIN);
            case InstanceState.Absent _,
                    InstanceState.Pending _,
                    InstanceState.Restarting _,
                    InstanceState.Deallocating _,
                    InstanceState.Releasing _,
                    InstanceState.Deallocated _,
                    InstanceState.Disconnected _,
                    InstanceState.Healing _,
                    InstanceState.Deleting _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> throw new IllegalStateException(id + " is " + state.label());
        };
    }

    private InstanceCommand observe(InstanceState.OnHost state, ObservedPower power) {
        return new InstanceCommand.ObserveInstance(
                state.life().uid(),
                state.claim().host(),
                state.claim().epoch(),
                state.cause(),
                ++reports,
                power,
                Optional.empty());
    }

    private static HostId host(String id) {
        return new HostId("host-" + Math.floorMod(id.hashCode(), 100));
    }

    /** Its own for each, as requests from outside have it; one for all would look cheaper than instances are. */
    private static InstanceSpec spec() {
        return new InstanceSpec(
                new Quantities(2, 3_584, 20, 0),
                new String("debian-12".toCharArray()),
                List.of(),
                "",
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.empty(),
                PlacementConstraints.NONE,
                Duration.ofSeconds(90),
                Duration.ofMinutes(5),
                OnSilence.KEEP,
                HealingPolicy.CONSISTENT);
    }
}
