package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The shards whose keepers live on this node, and how each stands: what its keepers tell, for whoever asks how the node
 * is. It is soft. For many threads.
 */
public final class KeptShards implements Extension {
    private static final class Id extends ExtensionId<KeptShards> {
        private static final Id INSTANCE = new Id();

        @Override
        public KeptShards createExtension(ActorSystem<?> system) {
            return new KeptShards(System::nanoTime);
        }
    }

    private enum Standing {
        WAITING,
        SERVING,
        QUARANTINED
    }

    /**
     * How they stand now.
     *
     * @param serving acquired and read
     * @param waiting not yet acquired, or lost to another node and not yet let go
     * @param quarantined their store has lost data, and a person must look
     * @param longestWait of those that wait; zero when none does
     */
    public record Counts(int serving, int waiting, int quarantined, Duration longestWait) {
        /** All that are to be served here. */
        public int kept() {
            return serving + waiting + quarantined;
        }
    }

    /** What one keeper tells of its shard. */
    final class Kept {
        private final ShardId shard;
        private volatile Standing standing = Standing.WAITING;
        private volatile long since;

        private Kept(ShardId shard, long since) {
            this.shard = shard;
            this.since = since;
        }

        void waits() {
            if (standing != Standing.WAITING) {
                since = nanoTime.getAsLong();
                standing = Standing.WAITING;
            }
        }

        void serves() {
            standing = Standing.SERVING;
        }

        void isQuarantined() {
            standing = Standing.QUARANTINED;
        }

        /** The shard is handed over; whatever this keeper tells from now on counts no more. */
        void isLetGo() {
            shards.remove(shard, this);
        }

        /** The keeper ends. If its shard is still to be served here, the next one goes on with the same wait. */
        void isGone() {
            if (shards.remove(shard, this) && standing == Standing.WAITING) {
                left.put(shard, new Left(since, nanoTime.getAsLong()));
            }
        }
    }

    /** A wait that no keeper is there for. */
    private record Left(long since, long ended) {}

    /** A keeper that begins so long after another ended is no successor: the shard was elsewhere meanwhile. */
    private static final Duration SUCCESSION = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private final ConcurrentMap<ShardId, Kept> shards = new ConcurrentHashMap<>();
    private final ConcurrentMap<ShardId, Left> left = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    KeptShards(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public static KeptShards get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /** A keeper begins, and waits for its shard. What an older one of the same shard tells counts no more. */
    Kept begin(ShardId shard) {
        long now = nanoTime.getAsLong();
        Optional<Long> ofOlder = Optional.ofNullable(shards.get(shard))
                .filter(older -> older.standing == Standing.WAITING)
                .map(older -> older.since);
        Optional<Long> ofLast = Optional.ofNullable(left.remove(shard))
                .filter(last -> now - last.ended() <= SUCCESSION.toNanos())
                .map(Left::since);
        Kept kept = new Kept(shard, ofOlder.or(() -> ofLast).orElse(now));
        shards.put(shard, kept);
        return kept;
    }

    public Counts counts() {
        int serving = 0;
        int waiting = 0;
        int quarantined = 0;
        long longest = 0;
        long now = nanoTime.getAsLong();
        for (Kept kept : shards.values()) {
            switch (kept.standing) {
                case WAITING -> {
                    waiting++;
                    longest = Math.max(longest, now - kept.since);
                }
                case SERVING -> serving++;
                case QUARANTINED -> quarantined++;
            }
        }
        return new Counts(serving, waiting, quarantined, Duration.ofNanos(longest));
    }
}
