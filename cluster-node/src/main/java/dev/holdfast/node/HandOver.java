package dev.holdfast.node;

import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.membership.Membership;
import dev.holdfast.node.resource.Departures;
import dev.holdfast.node.resource.KeptShards;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a node leaves, its shards go to the others, few at a time, while it is still a full member. If it left first,
 * all of them would be without an owner until Pekko's coordinator, which lives on the oldest node, has moved to the
 * next one and has found a home for each.
 */
final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    /** Then what is left is handed over all at once, as Pekko does it. Shorter than service-requests-done.timeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(13);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Membership membership;
    private final Departures departures;
    private final KeptShards kept;
    private final List<ResourceCalls> kinds;
    private final ScheduledExecutorService timer;

    /** @param kinds asked whether every shard is served again */
    HandOver(ActorSystem<?> system, Membership membership, List<ResourceCalls> kinds, ScheduledExecutorService timer) {
        this.membership = membership;
        this.departures = Departures.get(system);
        this.kept = KeptShards.get(system);
        this.kinds = List.copyOf(kinds);
        this.timer = timer;
    }

    /** Lets the others know, so that they can begin. */
    void announce() {
        departures.announce();
    }

    /** Ends when every shard has an owner elsewhere that answers, or there is nobody to take them, or time is up. */
    CompletionStage<Done> run() {
        long began = System.nanoTime();
        CompletableFuture<Done> over = new CompletableFuture<>();
        var looking = timer.schedule(() -> look(began, over), 0, TimeUnit.MILLISECONDS);
        var late = timer.schedule(() -> giveUp(over), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return over.whenComplete((_, _) -> {
            looking.cancel(false);
            late.cancel(false);
        });
    }

    private void look(long began, CompletableFuture<Done> over) {
        if (over.isDone()) {
            return;
        }
        if (!membership.isUp() || membership.othersUp().stream().allMatch(departures::isLeaving)) {
            over.complete(Done.getInstance());
            return;
        }
        if (kept.counts().kept() > 0) {
            again(began, over);
            return;
        }
        CompletableFuture<?>[] asked = kinds.stream()
                .map(kind -> kind.everyShard().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(asked).whenComplete((_, failure) -> {
            if (failure != null) {
                again(began, over);
            } else if (over.complete(Done.getInstance())) {
                LOG.atInfo()
                        .addKeyValue(
                                "millis",
                                Duration.ofNanos(System.nanoTime() - began).toMillis())
                        .log("Every shard is served by another node.");
            }
        });
    }

    private void again(long began, CompletableFuture<Done> over) {
        if (!over.isDone()) {
            var _ = timer.schedule(() -> look(began, over), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void giveUp(CompletableFuture<Done> over) {
        if (over.complete(Done.getInstance())) {
            LOG.atWarn()
                    .addKeyValue("left", kept.counts().kept())
                    .addKeyValue("within", PATIENCE)
                    .log("Not every shard is served by another node yet; what is left is handed over at once.");
        }
    }
}
