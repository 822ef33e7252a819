package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.HostProven;
import dev.holdfast.core.instance.InstanceCommand.HostSilent;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.InstanceDisconnected;
import dev.holdfast.core.instance.InstanceEvent.PlaceLost;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Uid;

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

    /** Whether the claim that is meant is the present one. */
    static boolean holds(InstanceState.OnHost state, Uid uid, HostId host, Epoch epoch) {
        return uid.equals(state.life().uid()) && state.claim().is(host, epoch);
    }

    static Decision<InstanceEvent, InstanceRejection> silent(InstanceState.OnHost state, HostSilent silence) {
        return holds(state, silence.uid(), silence.host(), silence.epoch())
                ? Decision.accept(new InstanceDisconnected())
                : strange(state, silence.uid(), silence.host(), silence.epoch());
    }

    /** It did not even hear that its host was silent. */
    static Decision<InstanceEvent, InstanceRejection> proven(InstanceState.OnHost state, HostProven proof) {
        return holds(state, proof.uid(), proof.host(), proof.epoch())
                ? Decision.accept(new InstanceDisconnected(), leaving(state))
                : strange(state, proof.uid(), proof.host(), proof.epoch());
    }

    /** A host speaks of a claim that is not the present one: unless its release is owed already, it should free it. */
    static Decision<InstanceEvent, InstanceRejection> strange(
            InstanceState.Living state, Uid uid, HostId host, Epoch epoch) {
        return Releases.holding(state, new ConfirmHolding(uid, host, epoch));
    }

    /** What becomes of it when it is certainly not on its host any more: what was to run is to run again. */
    static InstanceEvent leaving(InstanceState.OnHost state) {
        return switch (state) {
            case InstanceState.Creating _,
                    InstanceState.Starting _,
                    InstanceState.Running _,
                    InstanceState.Restarting _ -> new HealingBegun(true);
            case InstanceState.Stopping _, InstanceState.Stopped _, InstanceState.Deallocating _ -> new PlaceLost();
            case InstanceState.Disconnected disconnected -> leaving(disconnected.before());
        };
    }

    /**
     * Whether its host's watchdog has stopped it, so that it may never be started again under its epoch. What its guest
     * has stopped is still there.
     */
    static boolean fenced(InstanceState.OnHost state, ObserveInstance report) {
        return report.power() == ObservedPower.GONE && state.life().spec().onSilence() == OnSilence.STOP;
    }
}
