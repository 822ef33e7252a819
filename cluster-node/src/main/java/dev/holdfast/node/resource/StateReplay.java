package dev.holdfast.node.resource;

import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.log.LogMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Tells how a resource was: a replay tool, which folds what is kept of its events and forgets the state when it is
 * told. Nothing is decided by what it finds. Where the beginning of a life is kept no longer, that life cannot be told.
 */
final class StateReplay<S extends ResourceState, E> {
    private static final int PAGE = 1_000;

    /** Whoever has more facts than this is not replayed for a question; it would take seconds. */
    private static final int FACTS_AT_MOST = 20_000;

    private final Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource;
    private final EventReader<E> events;

    /**
     * So far.
     *
     * @param state empty before a beginning was found
     * @param last sequence that was read; 0 before any
     * @param ended whether all that counts was read
     */
    private record Fold<S>(Optional<S> state, long last, int facts, boolean ended) {}

    StateReplay(Resource<S, ?, E, ? extends Effect, ? extends Rejection> resource, EventReader<E> events) {
        this.resource = resource;
        this.events = events;
    }

    /** Answers the caller, on whatever thread the log answers on. */
    void replay(ActorRef<LogMessage> log, ResourceMessage.ReplayState asked, Caller caller) {
        var _ = goOn(log, asked, new Fold<>(Optional.empty(), 0, 0, false))
                .whenComplete((fold, failure) ->
                        caller.answer(failure == null ? reply(asked, fold) : EventReader.refusal(asked.id(), failure)));
    }

    private CompletionStage<Fold<S>> goOn(ActorRef<LogMessage> log, ResourceMessage.ReplayState asked, Fold<S> before) {
        return events.page(log, asked.id(), before.last(), PAGE).thenCompose(page -> {
            Fold<S> fold = before;
            for (Recorded<E> fact : page.facts()) {
                if (fact.sequence() > asked.upTo() || fact.at().isAfter(asked.until())) {
                    fold = new Fold<>(fold.state(), fold.last(), fold.facts(), true);
                    break;
                }
                fold = with(fold, asked.id(), fact);
            }
            return fold.ended() || !page.more() || fold.facts() >= FACTS_AT_MOST
                    ? CompletableFuture.completedStage(fold)
                    : goOn(log, asked, fold);
        });
    }

    /** A fact that fits nothing, before a beginning was found, belongs to a life whose beginning is gone. */
    private Fold<S> with(Fold<S> fold, String id, Recorded<E> fact) {
        S before = fold.state().orElseGet(() -> resource.unknown(id, new Floor(fact.sequence() - 1, Epoch.NONE)));
        Optional<S> after;
        try {
            after = Optional.of(resource.evolve(before, fact));
        } catch (CorruptHistoryException misfit) {
            if (fold.state().isPresent()) {
                throw misfit;
            }
            after = Optional.empty();
        }
        return new Fold<>(after, fact.sequence(), fold.facts() + 1, false);
    }

    private Reply reply(ResourceMessage.ReplayState asked, Fold<S> fold) {
        if (fold.state().isPresent() && (fold.ended() || fold.facts() < FACTS_AT_MOST)) {
            return new Reply.Done(new Body(fold.state().get()));
        }
        if (fold.facts() >= FACTS_AT_MOST) {
            return new Reply.Refused(
                    ErrorCode.OVERLOADED, "more than " + FACTS_AT_MOST + " facts would have to be replayed");
        }
        return new Reply.Refused(
                ErrorCode.NOT_FOUND,
                fold.facts() == 0
                        ? "nothing is kept of " + asked.id() + " from then or before"
                        : "what is kept of " + asked.id() + " begins later: the beginning of its life then is kept no"
                                + " longer");
    }
}
