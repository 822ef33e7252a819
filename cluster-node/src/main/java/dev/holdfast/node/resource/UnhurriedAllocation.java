package dev.holdfast.node.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * {@link ShardMoves} as Pekko's coordinator asks for it: whenever a shard has no home, and every rebalance-interval.
 */
final class UnhurriedAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
    private final ShardMoves<ActorRef> moves;
    private final ServedShards served;

    UnhurriedAllocation(Departures departures, ServedShards served) {
        this.served = served;
        this.moves =
                new ShardMoves<>(region -> departures.isLeaving(region.path().address()));
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
        Map<ActorRef, Integer> counts = new HashMap<>();
        allocations.forEach((region, shards) -> counts.put(region, shards.size()));
        return moves.home(counts)
                .map(Future::successful)
                .orElseGet(() -> FutureConverters.asScala(CompletableFuture.failedFuture(
                        new IllegalStateException("there is no region for shard " + shard))));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> moving) {
        Map<ActorRef, List<String>> held = new HashMap<>();
        allocations.forEach((region, shards) -> held.put(region, CollectionConverters.asJava(shards)));
        return Future.successful(moves.next(held, moving, served.waiting()));
    }
}
