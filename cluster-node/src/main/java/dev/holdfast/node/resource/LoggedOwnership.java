package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.ShardLogs;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Ownership by the shard's log. */
public final class LoggedOwnership implements ShardOwnership {
    /** The part of the log that an entity sees. */
    record Access(ActorRef<LogMessage> log, Floor floor) implements ShardAccess {
        @Override
        public void barrier(String id, Duration patience, Consumer<LogMessage.Proof> answer) {
            log.tell(new LogMessage.Barrier(Optional.of(id), patience, answer));
        }

        @Override
        public void archive(String id, long expected, Epoch epoch) {
            log.tell(new LogMessage.Archive(id, expected, epoch, _ -> {}));
        }

        @Override
        public Optional<ActorRef<LogMessage>> watched() {
            return Optional.of(log);
        }
    }

    private final ShardLogs logs;
    private final String type;

    public LoggedOwnership(ShardLogs logs, String type) {
        this.logs = logs;
        this.type = type;
    }

    @Override
    public void request(String id, ActorRef<ClusterSharding.ShardCommand> holder, ActorRef<ResourceMessage> replyTo) {
        ShardId shard = ShardId.of(type, id, logs.shards(type));
        logs.own(
                shard,
                holder,
                (log, floor) -> replyTo.tell(new ResourceMessage.Granted(new Access(log, floor))),
                (code, why) -> replyTo.tell(new ResourceMessage.Denied(code, why)));
    }
}
