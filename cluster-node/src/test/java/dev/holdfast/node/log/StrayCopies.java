package dev.holdfast.node.log;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Floor;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Lets a test work on a shard whoever holds it on its node, as a copy that a race in sharding left behind would. */
public final class StrayCopies {
    private StrayCopies() {}

    public static void share(ShardLogs logs, ShardId shard, BiConsumer<ActorRef<LogMessage>, Floor> granted) {
        ActorRef<LogMessage> log = logs.working(shard).orElseThrow();
        log.tell(new LogMessage.Own(
                ownership -> granted.accept(log, ((LogMessage.Ownership.Granted) ownership).floor())));
    }

    /** Whether a node works on a shard, owned or believed to be. */
    public static boolean worksOn(ShardLogs logs, ShardId shard) {
        return logs.working(shard).isPresent();
    }
}
