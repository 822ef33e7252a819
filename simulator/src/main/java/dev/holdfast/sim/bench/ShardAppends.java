package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.ShardLogs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * The log by itself: appends of one event for many ids, over all shards of a type, each id's next when its last was
 * acknowledged. No entities, no views; who appends holds each shard as its keeper would.
 */
final class ShardAppends implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    /** An id and its last sequence; in nobody's hands, or in those of the one append that is under way. */
    private record Writer(String id, ActorRef<LogMessage> log, long last) {
        Writer next() {
            return new Writer(id, log, last + 1);
        }
    }

    private final ActorSystem<Void> system;
    private final CallLoop loop;

    private ShardAppends(ActorSystem<Void> system, CallLoop loop) {
        this.system = system;
        this.loop = loop;
    }

    /**
     * Acquires every shard.
     *
     * @param log where it is kept
     * @param ids that append; at least as many as are in flight
     * @throws IllegalStateException when a shard cannot be had
     */
    static ShardAppends start(Config log, int ids, byte[] event) throws InterruptedException {
        ActorSystem<Void> system = BenchNode.start("appends", log, UnaryOperator.identity());
        boolean acquired = false;
        try {
            ConcurrentLinkedQueue<Writer> idle = writers(system, ids);
            CallLoop loop = new CallLoop("ours", () -> append(idle, event));
            acquired = true;
            return new ShardAppends(system, loop);
        } finally {
            if (!acquired) {
                BenchNode.end(system);
            }
        }
    }

    private static ConcurrentLinkedQueue<Writer> writers(ActorSystem<Void> system, int ids)
            throws InterruptedException {
        ShardLogs logs = ShardLogs.get(system);
        int shards = logs.shards(InstanceResource.TYPE);
        Map<ShardId, ActorRef<LogMessage>> owned = own(system, logs, shards);
        ConcurrentLinkedQueue<Writer> writers = new ConcurrentLinkedQueue<>();
        for (int number = 0; number < ids; number++) {
            String id = "bench/i-" + number;
            ShardId shard = ShardId.of(InstanceResource.TYPE, id, shards);
            writers.add(new Writer(id, Optional.ofNullable(owned.get(shard)).orElseThrow(), 0));
        }
        return writers;
    }

    private static Map<ShardId, ActorRef<LogMessage>> own(ActorSystem<Void> system, ShardLogs logs, int shards)
            throws InterruptedException {
        Map<ShardId, CompletableFuture<ActorRef<LogMessage>>> wanted = new HashMap<>();
        for (int number = 0; number < shards; number++) {
            ShardId shard = new ShardId(InstanceResource.TYPE, number);
            CompletableFuture<ActorRef<LogMessage>> own = new CompletableFuture<>();
            wanted.put(shard, own);
            ActorRef<Object> keeper = system.systemActorOf(Behaviors.empty(), "keeper-" + number, Props.empty());
            logs.begin(
                    shard,
                    keeper,
                    keeper,
                    _ -> {},
                    log -> log.tell(new LogMessage.Own(answer -> {
                        switch (answer) {
                            case LogMessage.Ownership.Granted _ -> own.complete(log);
                            case LogMessage.Ownership.Denied(var code, String why) ->
                                own.completeExceptionally(new IllegalStateException(shard + ": " + code + ", " + why));
                        }
                    })));
        }
        Map<ShardId, ActorRef<LogMessage>> owned = new HashMap<>();
        for (var each : wanted.entrySet()) {
            try {
                owned.put(each.getKey(), each.getValue().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException failed) {
                throw new IllegalStateException("shard " + each.getKey() + " cannot be had: " + failed, failed);
            }
        }
        return owned;
    }

    private static CompletableFuture<Void> append(ConcurrentLinkedQueue<Writer> idle, byte[] event) {
        Writer writer = idle.remove();
        CompletableFuture<Void> durable = new CompletableFuture<>();
        PersistentRepr next = PersistentRepr.apply(
                event, writer.last() + 1, writer.id(), "", false, org.apache.pekko.actor.ActorRef.noSender(), "bench");
        writer.log().tell(new LogMessage.Append(writer.id(), writer.last(), List.of(next), appended -> {
            if (appended instanceof LogMessage.Appended.Done) {
                idle.add(writer.next());
                durable.complete(null);
            } else {
                durable.completeExceptionally(new IllegalStateException(writer.id() + ": " + appended));
            }
        }));
        return durable;
    }

    CallLoop loop() {
        return loop;
    }

    @Override
    public void close() {
        BenchNode.end(system);
    }
}
