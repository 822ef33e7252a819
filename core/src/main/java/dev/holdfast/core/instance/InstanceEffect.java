package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Pace;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/** What an instance owes the outside. */
public sealed interface InstanceEffect extends Effect {
    /** Ask the placer for a host; it answers with PlaceInstance or ReportNoCapacity. */
    record ChooseHost(EffectKey key, PlacementRequest request) implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    /** Ask a host to hold capacity; it answers with ConfirmClaim or RefuseClaim. */
    record ClaimCapacity(
            EffectKey key, InstanceName name, HostId host, Uid hostUid, Quantities size, Optional<SpreadKey> spreadKey)
            implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    /** Order a host to run the instance; acknowledged when the host has it in its log. */
    record RunOnHost(EffectKey key, InstanceName name, HostId host, Uid hostUid, InstanceSpec spec)
            implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    /** Order a host to stop the instance; acknowledged when the host has it in its log. */
    record StopOnHost(EffectKey key, InstanceName name, HostId host, Uid hostUid, boolean force)
            implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    /** Ask a host what it sees, should a report have been lost; it answers with ObserveInstance. */
    record QueryHost(EffectKey key, InstanceName name, HostId host, Uid hostUid) implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.QUESTION;
        }
    }

    /** Tell a host to free every epoch up to this one; it answers with ConfirmRelease when nothing remains. */
    record ReleaseClaim(EffectKey key, InstanceName name, HostId host, Uid hostUid) implements InstanceEffect {
        @Override
        public Pace pace() {
            return Pace.ORDER;
        }
    }

    default Uid uid() {
        return key().uid();
    }

    default Epoch epoch() {
        return key().epoch();
    }
}
