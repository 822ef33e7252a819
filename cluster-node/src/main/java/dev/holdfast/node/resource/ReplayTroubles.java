package dev.holdfast.node.resource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that resources cannot be replayed for now, which while the store is away happens to each that anybody asks for,
 * again and again: the first of a kind at once, the others as a number when a minute is over. For many threads.
 */
final class ReplayTroubles implements Extension {
    private static final class Id extends ExtensionId<ReplayTroubles> {
        private static final Id INSTANCE = new Id();

        @Override
        public ReplayTroubles createExtension(ActorSystem<?> system) {
            return new ReplayTroubles(
                    (delay, what) -> system.scheduler().scheduleOnce(delay, what, system.executionContext()));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReplayTroubles.class);

    /** After it was told of a kind, the others of it are only counted for so long. */
    static final Duration QUIET = Duration.ofMinutes(1);

    /** Failures that are told together: there are a handful. */
    private record Kind(String type, String cause) {}

    private static final class Counted {
        private long times;
        private String lastId = "";
        private String lastWhy = "";
    }

    private final BiConsumer<Duration, Runnable> later;
    private final Map<Kind, Counted> kinds = new HashMap<>();

    /** @param later has something done after a while */
    ReplayTroubles(BiConsumer<Duration, Runnable> later) {
        this.later = later;
    }

    static ReplayTroubles get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /** @param cause one that passes ({@link ReplayFailure#passes}) */
    void failed(String type, String id, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Kind kind = new Kind(type, root.getClass().getSimpleName());
        String why = String.valueOf(root.getMessage());
        synchronized (kinds) {
            Counted counted = kinds.get(kind);
            if (counted != null) {
                counted.times++;
                counted.lastId = id;
                counted.lastWhy = why;
                return;
            }
            kinds.put(kind, new Counted());
        }
        LOG.atWarn()
                .addKeyValue(type, id)
                .addKeyValue("cause", kind.cause())
                .addKeyValue("why", why)
                .log("Cannot be replayed now; whoever asks is told to come again.");
        later.accept(QUIET, () -> over(kind));
    }

    private void over(Kind kind) {
        Counted counted;
        synchronized (kinds) {
            counted = kinds.remove(kind);
            if (counted == null || counted.times == 0) {
                return;
            }
            kinds.put(kind, new Counted());
        }
        LOG.atWarn()
                .addKeyValue(kind.type(), counted.lastId)
                .addKeyValue("cause", kind.cause())
                .addKeyValue("why", counted.lastWhy)
                .addKeyValue("times", counted.times)
                .addKeyValue("withinSeconds", QUIET.toSeconds())
                .log("Others could not be replayed either.");
        later.accept(QUIET, () -> over(kind));
    }
}
