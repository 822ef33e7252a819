package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import java.util.Optional;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * Which shard an entity lives in: a resource's id hashes to one, the id {@code ~7} is the keeper of shard 7. The log
 * hashes the same way, so Pekko's shard and the log's are one.
 */
public final class KeeperIds extends ShardingMessageExtractor<ShardingEnvelope<ResourceMessage>, ResourceMessage> {
    private static final String MARK = "~";

    private final String type;
    private final int shards;

    public KeeperIds(String type, int shards) {
        this.type = type;
        this.shards = shards;
    }

    public static String keeperOf(int shard) {
        return MARK + shard;
    }

    /** The shard that an entity of this id keeps; empty when it is a resource. */
    public static Optional<Integer> keptBy(String entityId) {
        return entityId.startsWith(MARK)
                ? Optional.of(Integer.parseInt(entityId.substring(MARK.length())))
                : Optional.empty();
    }

    @Override
    public String entityId(ShardingEnvelope<ResourceMessage> envelope) {
        return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
        return Integer.toString(keptBy(entityId)
                .orElseGet(() -> ShardId.of(type, entityId, shards).number()));
    }

    @Override
    public ResourceMessage unwrapMessage(ShardingEnvelope<ResourceMessage> envelope) {
        return envelope.message();
    }
}
