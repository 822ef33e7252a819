package dev.holdfast.node.log.cassandra;

import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says why requests to Cassandra fail, and not so often that nobody reads it: the first of a kind at once, the others
 * as a number a minute. What is no failure passes through unsaid: a refused condition is what the log asks for.
 */
final class StoreTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTroubles.class);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** More kinds than there are reasons; others are told as one. */
    private static final int KINDS_AT_MOST = 64;

    private static final String OTHERS = "others";

    /** Failures that are told together. */
    private record Kind(String request, String reason) {}

    /** How a kind stands: what was told when, and how many came since. */
    private static final class Told {
        private Instant at;
        private long since;
        private String lastShard = "";
        private String lastCause = "";

        private Told(Instant at) {
            this.at = at;
        }
    }

    private final Clock clock;
    private final Map<Kind, Told> kinds = new HashMap<>();
    private volatile boolean anyUntold;

    StoreTroubles(Clock clock) {
        this.clock = clock;
    }

    /** A request has this answer; nothing is said of a good one, but that what waited to be told may be due. */
    void answered(StoreRequest request, StoreAnswer answer) {
        switch (answer) {
            case StoreAnswer.Unknown(String why) -> failed(request, "unknown", why);
            case StoreAnswer.Unavailable(String why) -> failed(request, "unavailable", why);
            case StoreAnswer.Applied _,
                    StoreAnswer.Refused _,
                    StoreAnswer.Done _,
                    StoreAnswer.HintRead _,
                    StoreAnswer.HeadRead _,
                    StoreAnswer.CommitsRead _,
                    StoreAnswer.SnapshotRead _,
                    StoreAnswer.SnapshotsListed _,
                    StoreAnswer.HistoryRead _ -> {
                if (anyUntold) {
                    tellWhatIsDue(A_MINUTE);
                }
            }
        }
    }

    /** Tells what was only counted so far. */
    void close() {
        tellWhatIsDue(Duration.ZERO);
    }

    private void failed(StoreRequest request, String outcome, String why) {
        String name = request.getClass().getSimpleName();
        String shard = request.shard().toString();
        boolean first;
        synchronized (kinds) {
            Kind kind = kind(name, reason(why));
            Told known = kinds.get(kind);
            first = known == null;
            if (known == null) {
                kinds.put(kind, new Told(clock.instant()));
            } else {
                known.since++;
                known.lastShard = shard;
                known.lastCause = why;
                anyUntold = true;
            }
        }
        if (first) {
            line(name, shard, why).addKeyValue("outcome", outcome).log("Cassandra did not do what it was asked for.");
        } else {
            tellWhatIsDue(A_MINUTE);
        }
    }

    private Kind kind(String request, String reason) {
        Kind kind = new Kind(request, reason);
        return kinds.containsKey(kind) || kinds.size() < KINDS_AT_MOST ? kind : new Kind(request, OTHERS);
    }

    /** The beginning of why, up to what differs from one time to the next. */
    private static String reason(String why) {
        int colon = why.indexOf(':');
        return colon < 0 ? why : why.substring(0, colon);
    }

    private void tellWhatIsDue(Duration after) {
        synchronized (kinds) {
            Instant now = clock.instant();
            boolean left = false;
            for (Map.Entry<Kind, Told> each : kinds.entrySet()) {
                Told told = each.getValue();
                if (told.since == 0) {
                    continue;
                }
                if (Duration.between(told.at, now).compareTo(after) < 0) {
                    left = true;
                    continue;
                }
                line(each.getKey().request(), told.lastShard, told.lastCause)
                        .addKeyValue("times", told.since)
                        .addKeyValue(
                                "withinSeconds", Duration.between(told.at, now).toSeconds())
                        .log("Cassandra still does not do what it is asked for.");
                told.at = now;
                told.since = 0;
            }
            anyUntold = left;
        }
    }

    private static LoggingEventBuilder line(String request, String shard, String cause) {
        return LOG.atLevel(Level.WARN)
                .addKeyValue("request", request)
                .addKeyValue("shard", shard)
                .addKeyValue("cause", cause);
    }
}
