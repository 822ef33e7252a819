package dev.holdfast.node.edge;

import dev.holdfast.node.resource.KeptShards;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a node says of itself to whoever watches its process or sends calls to it. Each page is answered at once, from
 * what is known.
 *
 * @param node where the region's other nodes reach this one
 * @param member whether it is a full member of its region now
 * @param shards those that are to be served here
 * @param waitAtMost one that waits for longer makes the node not ready
 * @param stuck which of its actors do not get their turn
 */
public record HealthPages(
        String region,
        String node,
        Supplier<Standing> standing,
        BooleanSupplier member,
        Supplier<KeptShards.Counts> shards,
        Duration waitAtMost,
        Supplier<List<String>> stuck) {
    /** How a node stands towards whoever sends calls to it. */
    public enum Standing {
        /** It joins its region, or the region's shards do not all answer yet. */
        STARTING,
        SERVING,
        /** It lets go of its shards; calls belong to other nodes. */
        STOPPING
    }

    /**
     * What is answered.
     *
     * @param status of HTTP: 200 or 503
     * @param body one JSON object
     */
    record Page(int status, String body) {
        private static Page of(boolean well, String body) {
            return new Page(well ? 200 : 503, "{" + body + "}\n");
        }
    }

    /** {@code /health}: how the node stands, and nothing else. */
    Page health() {
        Standing now = standing.get();
        return Page.of(now == Standing.SERVING, status(inAWord(now)));
    }

    /**
     * {@code /health/live}: whether the process does its work at all. It says nothing about the store or about other
     * nodes: a process that waits for those is not made better by being started again.
     */
    Page live() {
        List<String> now = stuck.get();
        return Page.of(
                now.isEmpty(),
                status(now.isEmpty() ? "live" : "stuck") + ",\"stuck\":["
                        + now.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(",")) + "]");
    }

    /**
     * {@code /health/ready}: whether calls may be sent here. A shard that was just given to this node waits for a
     * moment, which is no reason to send calls elsewhere: when a node has died, all that are left take over shards.
     */
    Page ready() {
        KeptShards.Counts counts = shards.get();
        String word = ready(standing.get(), counts);
        return Page.of(
                word.equals("ready"),
                status(word) + ",\"shards\":{\"kept\":" + counts.kept() + ",\"serving\":" + counts.serving()
                        + ",\"waiting\":" + counts.waiting() + ",\"quarantined\":" + counts.quarantined()
                        + ",\"longest_wait_seconds\":" + counts.longestWait().toSeconds() + "}");
    }

    private String ready(Standing now, KeptShards.Counts counts) {
        return switch (now) {
            case STARTING, STOPPING -> inAWord(now);
            case SERVING ->
                !member.getAsBoolean()
                        ? "leaving"
                        : counts.longestWait().compareTo(waitAtMost) > 0 ? "waiting" : "ready";
        };
    }

    private String status(String word) {
        return "\"status\":\"" + word + "\",\"region\":\"" + region + "\",\"node\":\"" + node + "\"";
    }

    private static String inAWord(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
