package dev.holdfast.node.placement;

import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.region.RegionCapacity;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The region's hosts as this node's placer sees them: soft, at most moments old, and the very view that placement
 * decides by.
 */
public final class RegionOutlook {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final ActorRef<RegionPlacer.Message> placer;

    public RegionOutlook(ActorSystem<?> system, ActorRef<RegionPlacer.Message> placer) {
        this.system = system;
        this.placer = placer;
    }

    /** What a choice would find now; nothing is chosen. */
    public CompletionStage<PlacementExplanation> explain(PlacementRequest request) {
        return AskPattern.ask(
                placer, replyTo -> new RegionPlacer.Explain(request, replyTo), PATIENCE, system.scheduler());
    }

    /** What the hosts have together. */
    public CompletionStage<RegionCapacity> capacity() {
        return AskPattern.ask(placer, RegionPlacer.Survey::new, PATIENCE, system.scheduler());
    }
}
