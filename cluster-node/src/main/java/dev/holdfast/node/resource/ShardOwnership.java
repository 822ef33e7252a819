package dev.holdfast.node.resource;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** How an entity comes to work on its shard: it waits until the keeper beside it has acquired the log. */
public interface ShardOwnership {
    /**
     * Answers with Granted or Denied, later.
     *
     * @param id the entity's id
     * @param holder the Pekko shard that the entity lives in
     */
    void request(String id, ActorRef<ClusterSharding.ShardCommand> holder, ActorRef<ResourceMessage> replyTo);
}
