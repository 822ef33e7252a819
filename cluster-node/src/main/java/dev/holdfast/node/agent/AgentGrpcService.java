package dev.holdfast.node.agent;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** {@code AgentService}: gives every session an actor of its own. */
public final class AgentGrpcService extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {
    /**
     * More than this on its way to one agent that does not read means that the agent is better off with a new start.
     */
    private static final long UNREAD_BYTES_AT_MOST = 8L * 1024 * 1024;

    private final ActorSystem<?> system;
    private final String region;
    private final AtomicLong sessions = new AtomicLong();
    private final Set<ActorRef<AgentSession.Message>> open = ConcurrentHashMap.newKeySet();
    private final ActorRef<ShardingEnvelope<ResourceMessage>> hosts;
    private final UnaryOperator<String> keeperOf;

    /** @param keeperOf the id of the keeper of a host's shard */
    public AgentGrpcService(
            ActorSystem<?> system,
            String region,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts,
            UnaryOperator<String> keeperOf) {
        this.system = system;
        this.region = region;
        this.hosts = hosts;
        this.keeperOf = keeperOf;
    }

    @Override
    public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> agent) {
        ServerCallStreamObserver<SessionResponse> call = (ServerCallStreamObserver<SessionResponse>) agent;
        call.disableAutoRequest();
        ActorRef<AgentSession.Message> session = system.systemActorOf(
                AgentSession.create(region, hosts, keeperOf, new CallStream(call)),
                "agent-session-" + sessions.incrementAndGet(),
                Props.empty());
        open.add(session);
        call.setOnCancelHandler(() -> {
            open.remove(session);
            session.tell(new AgentSession.AgentGone());
        });
        call.setOnCloseHandler(() -> open.remove(session));
        return new StreamObserver<>() {
            @Override
            public void onNext(SessionRequest request) {
                session.tell(new AgentSession.FromAgent(request));
            }

            @Override
            public void onError(Throwable gone) {
                session.tell(new AgentSession.AgentGone());
            }

            @Override
            public void onCompleted() {
                session.tell(new AgentSession.AgentGone());
            }
        };
    }

    /** Every agent is told to come back elsewhere. */
    @Override
    public void close() {
        open.forEach(session -> session.tell(new AgentSession.NodeStops()));
    }

    /** gRPC keeps what the agent has not read yet; it is counted here, because it does not bound it. */
    private static final class CallStream implements AgentSession.Stream {
        private final ServerCallStreamObserver<SessionResponse> call;
        private final AtomicLong unread = new AtomicLong();

        private CallStream(ServerCallStreamObserver<SessionResponse> call) {
            this.call = call;
            call.setOnReadyHandler(() -> unread.set(0));
        }

        @Override
        public boolean send(SessionResponse response) {
            if (!call.isReady() && unread.addAndGet(response.getSerializedSize()) > UNREAD_BYTES_AT_MOST) {
                return false;
            }
            call.onNext(response);
            return true;
        }

        @Override
        public void ready() {
            call.request(1);
        }

        @Override
        public void close() {
            call.onCompleted();
        }

        @Override
        public void end(ErrorCode code, String message) {
            call.onError(StatusMapping.of(code, message, ""));
        }
    }
}
