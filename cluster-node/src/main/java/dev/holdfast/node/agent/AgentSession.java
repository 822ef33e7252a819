package dev.holdfast.node.agent;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.AgentWelcome;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
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
 * One session of one agent: it translates, and attaches itself to its host's entity. It ends the stream whenever it
 * cannot be certain that the host's entity knows all that the agent said; the agent then comes back with its whole
 * inventory. So no report needs a receipt.
 *
 * <p>What the agent asks about its host's lease goes to the owner of the host's shard. An agent of a version that asks
 * for none is heard for as long as its session is there.
 */
public final class AgentSession extends AbstractBehavior<AgentSession.Message> {
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(10);

    /**
     * A report is said once, and may be lost between a host's entity and an instance's that owes nothing and so asks
     * nothing. So a session ends after a while, and the next begins with the whole inventory.
     */
    private static final Duration LASTS = Duration.ofMinutes(50);

    private static final Duration LASTS_SPREAD = Duration.ofMinutes(20);

    /** What a session is told. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    /** The agent says. */
    public record FromAgent(SessionRequest request) implements Message {}

    /** The agent, or the way to it, is gone. */
    public record AgentGone() implements Message {}

    /** The node stops. */
    public record NodeStops() implements Message {}

    private record FromHost(Sendable said) implements Message {}

    private record HostRead(Reply reply) implements Message {}

    private record HostLost() implements Message {}

    private record TooLate(String what) implements Message {}

    private record StillHere() implements Message {}

    /** The stream to the agent, used by this actor only. */
    public interface Stream {
        /** Whether it could be put on its way; false when too much waits already. */
        boolean send(SessionResponse response);

        /** One more message may come from the agent. */
        void ready();

        void end(ErrorCode code, String message);

        /** The agent has said its last word. */
        void close();
    }

    private enum Phase {
        EXPECTING_HELLO,
        READING_HOST,
        ATTACHING,
        ATTACHED
    }

    private final TimerScheduler<Message> timers;
    private final String region;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> hosts;
    private final UnaryOperator<String> keeperOf;
    private final Stream stream;
    private final ActorRef<Sendable> partner;
    private final ActorRef<Reply> reader;
    private Phase phase = Phase.EXPECTING_HELLO;
    private AgentHello hello = AgentHello.getDefaultInstance();
    private String host = "";
    private boolean asksForLeases;
    /** Came before the host's entity had heard the hello. */
    private Optional<LeaseRenewal> early = Optional.empty();

    private AgentSession(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            String region,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            UnaryOperator<String> keeperOf,
            Stream stream) {
        super(context);
        this.timers = timers;
        this.region = region;
        this.hosts = hosts;
        this.keeperOf = keeperOf;
        this.stream = stream;
        this.partner = context.messageAdapter(Sendable.class, FromHost::new);
        this.reader = context.messageAdapter(Reply.class, HostRead::new);
        expect(HELLO_PATIENCE, "no hello came");
        stream.ready();
    }

    public static Behavior<Message> create(
            String region,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            UnaryOperator<String> keeperOf,
            Stream stream) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new AgentSession(context, timers, region, hosts, keeperOf, stream)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        return switch (message) {
            case FromAgent(SessionRequest request) -> fromAgent(request);
            case HostRead(Reply reply) -> phase == Phase.READING_HOST ? hostRead(reply) : this;
            case FromHost(Sendable said) -> fromHost(said);
            case HostLost() -> end(ErrorCode.UNAVAILABLE, "host " + host + " moved; come back");
            case StillHere() -> {
                say(new AgentWord.Present(new HostId(host)));
                yield this;
            }
            case TooLate(String what) -> end(ErrorCode.DEADLINE_EXCEEDED, what);
            case NodeStops() -> end(ErrorCode.UNAVAILABLE, "this node stops; come back elsewhere");
            case AgentGone() -> {
                stream.close();
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<Message> fromAgent(SessionRequest request) {
        return switch (request.getMessageCase()) {
            case HELLO -> phase == Phase.EXPECTING_HELLO ? hello(request.getHello()) : unexpected("a second hello");
            case REPORT -> {
                if (phase == Phase.EXPECTING_HELLO) {
                    yield unexpected("a report before the hello");
                }
                tell(new HostCommand.ReportInstance(
                        AgentMapping.resident(request.getReport().getResident())));
                stream.ready();
                yield this;
            }
            case ACK -> {
                if (phase == Phase.EXPECTING_HELLO) {
                    yield unexpected("an acknowledgement before the hello");
                }
                acknowledge(request.getAck());
                stream.ready();
                yield this;
            }
            case RENEWAL -> {
                if (phase == Phase.EXPECTING_HELLO) {
                    yield unexpected("a renewal before the hello");
                }
                renew(AgentMapping.renewal(request.getRenewal()));
                stream.ready();
                yield this;
            }
            case MESSAGE_NOT_SET -> unexpected("an empty message");
        };
    }

    /** The host is read first: an agent of a host that nobody registered is told so. */
    private Behavior<Message> hello(AgentHello first) {
        hello = first;
        String prefix = "regions/" + region + "/hosts/";
        if (!first.getHost().startsWith(prefix)) {
            return end(
                    ErrorCode.NOT_FOUND,
                    "hello.host is " + first.getHost() + ", and this node serves regions/" + region + " only");
        }
        host = new HostId(first.getHost().substring(prefix.length())).value();
        phase = Phase.READING_HOST;
        expect(ATTACH_PATIENCE, "host " + host + " could not be read in time");
        hosts.tell(new ShardingEnvelope<>(host, new ResourceMessage.Read(false, reader)));
        return this;
    }

    private Behavior<Message> hostRead(Reply reply) {
        return switch (reply) {
            case Reply.Done(Body(HostState.Registered registered)) -> attach(registered);
            case Reply.Done _ -> end(ErrorCode.NOT_FOUND, "there is no host " + host + "; register it first");
            case Reply.Refused(ErrorCode code, String message) -> end(code, message);
            case Reply.States _, Reply.Found _, Reply.Facts _, Reply.Findings _ ->
                end(ErrorCode.INTERNAL, "a host answered with a list");
        };
    }

    private Behavior<Message> attach(HostState.Registered registered) {
        phase = Phase.ATTACHING;
        expect(ATTACH_PATIENCE, "host " + host + " did not answer the hello in time");
        send(SessionResponse.newBuilder()
                .setWelcome(AgentWelcome.newBuilder()
                        .setHost(hello.getHost())
                        .setHostUid(registered.life().uid().value())
                        .setLeases(true))
                .build());
        asksForLeases = hello.getLeases();
        hosts.tell(new ShardingEnvelope<>(
                host, new ResourceMessage.Attach(new Body(AgentMapping.greeting(hello)), Party.host(host), partner)));
        hello = AgentHello.getDefaultInstance();
        stream.ready();
        return this;
    }

    private Behavior<Message> fromHost(Sendable said) {
        return switch (said) {
            case ResourceMessage.Attached(ActorRef<ResourceMessage> entity) -> {
                phase = Phase.ATTACHED;
                timers.cancelAll();
                timers.startSingleTimer(
                        TooLate.class,
                        new TooLate("this session has lasted long enough; come back"),
                        LASTS.plusSeconds(ThreadLocalRandom.current().nextLong(LASTS_SPREAD.toSeconds())));
                getContext().watchWith(entity, new HostLost());
                say(new AgentWord.Heard(new HostId(host)));
                early.ifPresent(this::renew);
                early = Optional.empty();
                if (!asksForLeases) {
                    timers.startTimerWithFixedDelay(new StillHere(), LeaseTerms.RENEW_EVERY);
                }
                yield this;
            }
            case AgentOrder.Grant(LeaseGrant grant) -> send(AgentMapping.grant(grant));
            case AgentOrder.ComeBack() ->
                end(ErrorCode.UNAVAILABLE, "host " + host + " was lost; come back with all that is there");
            case AgentOrder.Leave() -> end(ErrorCode.CANCELLED, "a newer session of host " + host + " has begun");
            case AgentOrder.Assign assign -> send(AgentMapping.assignment(region, assign));
            case AgentOrder.Ask ask -> send(AgentMapping.question(ask));
            case AgentOrder.Dismiss dismiss -> send(AgentMapping.dismissal(dismiss));
            default -> this;
        };
    }

    private void acknowledge(AssignmentAck ack) {
        hosts.tell(new ShardingEnvelope<>(
                host,
                new ResourceMessage.Acknowledge(new EffectKey(
                        "assign", new Uid(ack.getInstanceUid()), new Epoch(ack.getEpoch()), ack.getNumber()))));
    }

    private void renew(LeaseRenewal renewal) {
        if (phase == Phase.ATTACHED) {
            say(new AgentWord.Renewed(new HostId(host), renewal));
        } else {
            early = Optional.of(renewal);
        }
    }

    private void say(AgentWord word) {
        hosts.tell(new ShardingEnvelope<>(keeperOf.apply(host), new ResourceMessage.Say(new Body(word), partner)));
    }

    private void tell(HostCommand command) {
        hosts.tell(new ShardingEnvelope<>(host, new ResourceMessage.Tell(new Body(command), Party.host(host))));
    }

    private Behavior<Message> send(SessionResponse response) {
        return stream.send(response)
                ? this
                : end(ErrorCode.OVERLOADED, "too much waits for the agent of host " + host + "; come back");
    }

    private Behavior<Message> unexpected(String what) {
        return end(ErrorCode.INVALID_ARGUMENT, "the session got " + what);
    }

    private Behavior<Message> end(ErrorCode code, String message) {
        getContext()
                .getLog()
                .atDebug()
                .addKeyValue("host", host)
                .addKeyValue("code", code)
                .addKeyValue("why", message)
                .log("Session ended.");
        stream.end(code, message);
        return Behaviors.stopped();
    }

    private void expect(Duration patience, String what) {
        timers.startSingleTimer(TooLate.class, new TooLate(what), patience);
    }
}
