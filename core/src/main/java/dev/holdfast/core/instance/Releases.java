package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceEvent.ReleaseConfirmed;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/**
 * What hosts say about claims that were left, and what they ask about claims that they keep; the same in every state.
 */
final class Releases {
    private Releases() {}

    /** A confirmation is a fact once; repeated, it changes nothing. */
    static Decision<InstanceEvent, InstanceRejection> confirm(Life life, ConfirmRelease confirmation) {
        return owed(life, confirmation)
                ? Decision.accept(new ReleaseConfirmed(confirmation.uid(), confirmation.host(), confirmation.epoch()))
                : Decision.nothing();
    }

    static boolean owed(Life life, ConfirmRelease confirmation) {
        return life.departures().stream()
                .anyMatch(departure ->
                        departure.settledBy(confirmation.uid(), confirmation.host(), confirmation.epoch()));
    }

    /** Whether nothing is owed to any host after it. */
    static boolean isLast(Life life, ConfirmRelease confirmation) {
        return life.settles(confirmation.uid(), confirmation.host(), confirmation.epoch())
                .departures()
                .isEmpty();
    }

    /**
     * "Do you still hold this claim?" The answer is yes while anything remembers it: a departure still owes its
     * release, which frees the claim by itself.
     */
    static Decision<InstanceEvent, InstanceRejection> holding(InstanceState.Living state, ConfirmHolding question) {
        Life life = state.life();
        boolean claimed = switch (state) {
            case InstanceState.OnHost onHost -> onHost.claim().is(question.host(), question.epoch());
            case InstanceState.Seeking seeking ->
                seeking.asked()
                        .filter(claim -> claim.is(question.host(), question.epoch()))
                        .isPresent();
            case InstanceState.Pending _,
                    InstanceState.Releasing _,
                    InstanceState.Deallocated _,
                    InstanceState.Deleting _,
                    InstanceState.Deleted _,
                    InstanceState.Failed _ -> false;
        };
        boolean leaving = life.departures().stream()
                .anyMatch(departure -> departure.uid().equals(question.uid())
                        && departure.host().equals(question.host())
                        && departure.epoch().equals(question.epoch()));
        return (claimed && life.uid().equals(question.uid())) || leaving
                ? Decision.nothing()
                : disown(question.host(), question.uid(), question.epoch());
    }

    /** Tells a host to free what is not held, so that no claim is orphaned (lifecycle rule 4). */
    static Decision<InstanceEvent, InstanceRejection> disown(HostId host, Uid uid, Epoch epoch) {
        return Decision.<InstanceEvent, InstanceRejection>nothing()
                .telling(new InstanceNotice.DisownClaim(host, uid, epoch));
    }
}
