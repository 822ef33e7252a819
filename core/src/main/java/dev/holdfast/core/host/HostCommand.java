package dev.holdfast.core.host;

import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An order to a host. */
public sealed interface HostCommand {
    /** What operators ask for. */
    sealed interface OperatorCommand extends HostCommand {
        Request request();

        HostVerb verb();
    }

    /** Make this host known. */
    record RegisterHost(HostId host, HostSpec spec, Request request) implements OperatorCommand {
        @Override
        public HostVerb verb() {
            return HostVerb.REGISTER;
        }
    }

    /** Take no new claims. */
    record CordonHost(Request request) implements OperatorCommand {
        @Override
        public HostVerb verb() {
            return HostVerb.CORDON;
        }
    }

    /** Take claims again. */
    record UncordonHost(Request request) implements OperatorCommand {
        @Override
        public HostVerb verb() {
            return HostVerb.UNCORDON;
        }
    }

    /**
     * It is certain that nothing runs on this host any more, and a person answers for that.
     *
     * @param reason how they know
     */
    record ConfirmFenced(String reason, Request request) implements OperatorCommand {
        @Override
        public HostVerb verb() {
            return HostVerb.CONFIRM_FENCED;
        }
    }

    /** What the keeper of the host's lease finds. */
    sealed interface LeaseCommand extends HostCommand {}

    /** Nothing was heard of the host for so long. */
    record NoteSilence(Duration silence) implements LeaseCommand {}

    /** It was suspected and has renewed its lease. */
    record NoteHeard() implements LeaseCommand {}

    /**
     * Its last lease is over, and all that was under it has been stopped.
     *
     * @param lost which loss of the host this is about, by the sequence of its event
     */
    record ProveLapsed(long lost) implements LeaseCommand {}

    /** What instances ask for; each names the life of the host that it means. */
    sealed interface InstanceOrder extends HostCommand {
        Uid hostUid();

        InstanceName name();

        Uid uid();

        Epoch epoch();
    }

    /**
     * Hold this much for an instance.
     *
     * @param cause sequence of the instance's event that asks
     * @param affirmedAt when the instance last proved, behind a barrier, that it still wants this
     */
    record ClaimCapacity(
            Uid hostUid,
            InstanceName name,
            Uid uid,
            Epoch epoch,
            long cause,
            Quantities size,
            Optional<SpreadKey> spreadKey,
            Instant affirmedAt)
            implements InstanceOrder {}

    /** Run what the claim is for. */
    record RunInstance(
            Uid hostUid, InstanceName name, Uid uid, Epoch epoch, long cause, Workload workload, Instant affirmedAt)
            implements InstanceOrder {}

    /** Stop what the claim is for. */
    record StopInstance(Uid hostUid, InstanceName name, Uid uid, Epoch epoch, long cause, boolean force)
            implements InstanceOrder {}

    /** Free every epoch up to this one, whatever came later. */
    record ReleaseClaim(Uid hostUid, InstanceName name, Uid uid, Epoch epoch, long cause) implements InstanceOrder {}

    /** Say what the agent sees. */
    record QueryInstance(Uid hostUid, InstanceName name, Uid uid, Epoch epoch) implements InstanceOrder {}

    /** The instance does not hold this claim (any more). */
    record DisownClaim(Uid uid, Epoch epoch) implements HostCommand {}

    /** The agent has begun a session and says what is there. */
    record GreetAgent(AgentFacts facts, List<Resident> inventory) implements HostCommand {
        public GreetAgent {
            inventory = List.copyOf(inventory);
        }
    }

    /** The agent says what it sees of one instance. */
    record ReportInstance(Resident resident) implements HostCommand {}
}
