package dev.holdfast.node.watch;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.edge.Unary;
import dev.holdfast.node.resource.ResourceMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The watches of one kind of resource on this node: gives every stream a session of its own. */
public final class Watches implements AutoCloseable {
    /**
     * What is asked for.
     *
     * @param prefix of the ids wanted
     * @param resumeToken empty for a watch that begins with a snapshot
     * @param arguments all of the request that a resume token is bound to
     */
    public record Asked(String prefix, String resumeToken, List<String> arguments) {
        public Asked {
            arguments = List.copyOf(arguments);
        }
    }

    private final ActorSystem<?> system;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final String type;
    private final int shards;
    private final long era;
    private final WatchSettings settings;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<ActorRef<WatchSession.Message>> open = ConcurrentHashMap.newKeySet();

    /** @param era of the log, in which positions have their meaning */
    public Watches(
            ActorSystem<?> system,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            String type,
            int shards,
            long era,
            WatchSettings settings) {
        this.system = system;
        this.region = region;
        this.type = type;
        this.shards = shards;
        this.era = era;
        this.settings = settings;
    }

    /** @param asked tells what is wanted; what it throws ends the stream */
    public <A> void begin(StreamObserver<A> caller, WatchMessages<A> messages, Supplier<Asked> asked) {
        WatchSession.Wanted wanted;
        try {
            Asked what = asked.get();
            ResumeTokens tokens = new ResumeTokens(era, shards, what.arguments());
            wanted = new WatchSession.Wanted(region, shards, what.prefix(), tokens.places(what.resumeToken()), tokens);
        } catch (RuntimeException refused) {
            caller.onError(Unary.statusOf(refused, true));
            return;
        }
        ServerCallStreamObserver<A> call = (ServerCallStreamObserver<A>) caller;
        ActorRef<WatchSession.Message> session = system.systemActorOf(
                WatchSession.create(wanted, messages, new CallStream<>(call), settings, System::nanoTime),
                "watch-" + type + "-" + numbers.incrementAndGet(),
                Props.empty());
        open.add(session);
        call.setOnReadyHandler(() -> session.tell(new WatchSession.Ready()));
        call.setOnCancelHandler(() -> {
            open.remove(session);
            session.tell(new WatchSession.WatcherGone());
        });
        call.setOnCloseHandler(() -> open.remove(session));
    }

    /** Every watcher is told to come back elsewhere. */
    @Override
    public void close() {
        open.forEach(session -> session.tell(new WatchSession.NodeStops()));
    }

    private record CallStream<A>(ServerCallStreamObserver<A> call) implements WatchStream<A> {
        @Override
        public boolean ready() {
            return call.isReady();
        }

        @Override
        public void send(A message) {
            call.onNext(message);
        }

        @Override
        public void end(ErrorCode code, String why) {
            call.onError(StatusMapping.of(code, why, ""));
        }

        @Override
        public void close() {
            call.onCompleted();
        }
    }
}
