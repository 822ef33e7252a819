package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.HostProven;
import dev.holdfast.core.instance.InstanceCommand.PlaceInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceEvent.ClaimRefused;
import dev.holdfast.core.instance.InstanceEvent.InstanceClaimed;
import dev.holdfast.core.instance.InstanceEvent.InstancePlaced;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/** What is the same wherever a host is looked for: it is chosen, asked, and says yes or no. */
final class Choices {
    private Choices() {}

    static Decision<InstanceEvent, InstanceRejection> place(InstanceState.Seeking state, PlaceInstance placement) {
        Life life = state.life();
        return placement.uid().equals(life.uid()) && state.mayChoose()
                ? Decision.accept(new InstancePlaced(
                        placement.host(),
                        placement.hostUid(),
                        placement.faultDomain(),
                        life.epoch().next(),
                        placement.spreadForced()))
                : Decision.nothing();
    }

    static Decision<InstanceEvent, InstanceRejection> confirmed(
            InstanceState.Seeking state, ConfirmClaim confirmation) {
        return asks(state, confirmation.uid(), confirmation.host(), confirmation.epoch())
                ? Decision.accept(new InstanceClaimed())
                : Releases.disown(confirmation.host(), confirmation.uid(), confirmation.epoch());
    }

    static Decision<InstanceEvent, InstanceRejection> refused(InstanceState.Seeking state, RefuseClaim refusal) {
        return asks(state, refusal.uid(), refusal.host(), refusal.epoch())
                ? Decision.accept(new ClaimRefused(refusal.code(), refusal.message()))
                : Decision.nothing();
    }

    /** The host holds the claim, was told nothing yet, and is lost: as good as a refusal. */
    static Decision<InstanceEvent, InstanceRejection> proven(InstanceState.Seeking state, HostProven proof) {
        return asks(state, proof.uid(), proof.host(), proof.epoch())
                ? Decision.accept(new ClaimRefused(
                        ErrorCode.HOST_SILENT, "host " + proof.host() + " was lost before anything was begun there"))
                : OnHosts.strange(state, proof.uid(), proof.host(), proof.epoch());
    }

    private static boolean asks(InstanceState.Seeking state, Uid uid, HostId host, Epoch epoch) {
        return uid.equals(state.life().uid())
                && state.asked().filter(claim -> claim.is(host, epoch)).isPresent();
    }
}
