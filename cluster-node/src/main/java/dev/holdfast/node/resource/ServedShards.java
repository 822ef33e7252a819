package dev.holdfast.node.resource;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which shards of a type have been let go and are not served again yet, as this node's {@link KeeperPing} hears it.
 * Pekko counts a move as done when the shard has a new home; until that has acquired its log, nobody is served. It is
 * soft, and forgets what lasts: a shard that nobody can serve must not keep the others where they are. For many
 * threads.
 */
final class ServedShards {
    /** Longer than a take-over takes on a busy machine. */
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Map<Integer, Long> lostAt = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    ServedShards(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void lost(int shard) {
        lostAt.put(shard, nanoTime.getAsLong());
    }

    void served(int shard) {
        lostAt.remove(shard);
    }

    /** As Pekko names shards. */
    Set<String> waiting() {
        Set<String> waiting = new HashSet<>();
        long now = nanoTime.getAsLong();
        lostAt.forEach((shard, since) -> {
            if (now - since < FORGOTTEN_AFTER.toNanos()) {
                waiting.add(String.valueOf(shard));
            }
        });
        return waiting;
    }
}
