package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * A kind of resource as a node runs it.
 *
 * @param resource its rules
 * @param stateType what its states have in common
 * @param commandType what its commands have in common
 * @param surroundings makes the world around one entity
 * @param duty what the owner of a shard does besides, if anything
 */
public record ResourceKind<S extends ResourceState, C, E, F extends Effect, R extends Rejection>(
        Resource<S, C, E, F, R> resource,
        Class<S> stateType,
        Class<C> commandType,
        Function<Site, Surroundings<F>> surroundings,
        Optional<ShardDuty.Maker<S>> duty) {
    /** One whose shards have no duty. */
    public ResourceKind(
            Resource<S, C, E, F, R> resource,
            Class<S> stateType,
            Class<C> commandType,
            Function<Site, Surroundings<F>> surroundings) {
        this(resource, stateType, commandType, surroundings, Optional.empty());
    }

    /**
     * Where an entity is.
     *
     * @param id the resource's
     */
    public record Site(ActorContext<ResourceMessage> context, String id) {}

    public EntityTypeKey<ResourceMessage> typeKey() {
        return typeKey(resource.type());
    }

    public static EntityTypeKey<ResourceMessage> typeKey(String type) {
        return EntityTypeKey.create(ResourceMessage.class, type);
    }
}
