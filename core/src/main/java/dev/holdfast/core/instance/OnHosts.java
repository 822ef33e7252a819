package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.resource.Decision;

/** What is the same in every state in which a host holds the claim. */
final class OnHosts {
    private OnHosts() {}

    /** A repeated answer about the claim that is held changes nothing; about any other, the host should free it. */
    static Decision<InstanceEvent, InstanceRejection> confirmClaim(
            InstanceState.OnHost state, ConfirmClaim confirmation) {
        return confirmation.uid().equals(state.life().uid())
                        && state.claim().is(confirmation.host(), confirmation.epoch())
                ? Decision.nothing()
                : Releases.disown(confirmation.host(), confirmation.uid(), confirmation.epoch());
    }

    /** Whether the host says that it does not hold the present claim. */
    static boolean lost(InstanceState.OnHost state, RefuseClaim refusal) {
        return refusal.uid().equals(state.life().uid()) && state.claim().is(refusal.host(), refusal.epoch());
    }
}
