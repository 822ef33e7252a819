package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/** An order to an instance. */
public sealed interface InstanceCommand {
    /** What users ask for. */
    sealed interface UserCommand extends InstanceCommand {
        Request request();

        Verb verb();
    }

    /** Make an instance of this name. */
    record CreateInstance(InstanceName name, InstanceSpec spec, Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.CREATE;
        }
    }

    /** Make it run. */
    record StartInstance(Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.START;
        }
    }

    /** Make it stop and keep its place. */
    record StopInstance(Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.STOP;
        }
    }

    /** Make it go away. */
    record DeleteInstance(Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.DELETE;
        }
    }

    /** Make it stop and start again, in its place. */
    record RestartInstance(Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.RESTART;
        }
    }

    /** Make it stop and give up its place; its name, its spec and its history stay. */
    record DeallocateInstance(Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.DEALLOCATE;
        }
    }

    /** Change what was asked for, as far as that can be done to what is there. */
    record UpdateInstance(SpecChange change, Request request) implements UserCommand {
        @Override
        public Verb verb() {
            return Verb.UPDATE;
        }
    }

    /** The placer chose a host. */
    record PlaceInstance(Uid uid, HostId host, Uid hostUid, FaultDomain faultDomain, boolean spreadForced)
            implements InstanceCommand {}

    /** The placer found no host. */
    record ReportNoCapacity(Uid uid, PlacementExplanation explanation) implements InstanceCommand {}

    /** The host holds the claim. */
    record ConfirmClaim(Uid uid, HostId host, Epoch epoch) implements InstanceCommand {}

    /** The host refused the claim, or does not hold it any more. */
    record RefuseClaim(Uid uid, HostId host, Epoch epoch, ErrorCode code, String message) implements InstanceCommand {}

    /** The host has confirmed that nothing of this or any earlier epoch remains there. */
    record ConfirmRelease(Uid uid, HostId host, Epoch epoch) implements InstanceCommand {}

    /**
     * The host's agent reported what it sees.
     *
     * @param assignment number of the last order that the agent had taken up
     * @param report the report's number; grows for ever on one host
     * @param failure why that order could not be carried out, if it could not
     */
    record ObserveInstance(
            Uid uid,
            HostId host,
            Epoch epoch,
            long assignment,
            long report,
            ObservedPower power,
            Optional<String> failure)
            implements InstanceCommand {}

    /** A host asks: do you still hold this claim? */
    record ConfirmHolding(Uid uid, HostId host, Epoch epoch) implements InstanceCommand {}

    /** Nothing is heard of the host. */
    record HostSilent(Uid uid, HostId host, Epoch epoch) implements InstanceCommand {}

    /** The host's log proves that nothing of this epoch runs there any more. */
    record HostProven(Uid uid, HostId host, Epoch epoch) implements InstanceCommand {}

    /** The deadline has passed. */
    record ExpireDeadline() implements InstanceCommand {}
}
