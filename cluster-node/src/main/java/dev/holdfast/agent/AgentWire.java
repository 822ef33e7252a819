package dev.holdfast.agent;

import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.Dismissal;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.ResidentReport;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.WantedPower;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** Between the protocol's messages and the agent's values. */
final class AgentWire {
    private static final int FAILURE_AT_MOST = 1_024;

    private AgentWire() {}

    /** @throws IllegalArgumentException naming the field that breaks a rule */
    static TakenUp takenUp(Assignment assignment, Instant at) {
        Wanted wanted = wanted(assignment.getWanted());
        return new TakenUp(
                incarnation(assignment.getInstanceUid(), assignment.getEpoch()),
                positive("number", assignment.getNumber()),
                wanted,
                assignment.getForce(),
                assignment.getInstance(),
                wanted == Wanted.GONE || !assignment.hasWorkload()
                        ? Optional.empty()
                        : Optional.of(workload(assignment.getWorkload())),
                at,
                false,
                Optional.empty());
    }

    /** A dismissal is the order to leave nothing. */
    static TakenUp takenUp(Dismissal dismissal, Instant at) {
        return new TakenUp(
                incarnation(dismissal.getInstanceUid(), dismissal.getEpoch()),
                positive("number", dismissal.getNumber()),
                Wanted.GONE,
                true,
                "",
                Optional.empty(),
                at,
                false,
                Optional.empty());
    }

    static Incarnation incarnation(String uid, long epoch) {
        return new Incarnation(new Uid(uid), new Epoch(positive("epoch", epoch)));
    }

    private static long positive(String field, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
        return value;
    }

    private static Wanted wanted(WantedPower wanted) {
        return switch (wanted) {
            case WANTED_POWER_RUNNING -> Wanted.RUNNING;
            case WANTED_POWER_STOPPED -> Wanted.STOPPED;
            case WANTED_POWER_GONE -> Wanted.GONE;
            case WANTED_POWER_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("wanted must be RUNNING, STOPPED or GONE but is " + wanted);
        };
    }

    private static Workload workload(dev.holdfast.v1.Workload workload) {
        return new Workload(
                new Quantities(
                        workload.getSize().getCores(),
                        workload.getSize().getMemoryMib(),
                        workload.getSize().getDiskGib(),
                        workload.getSize().getGpus()),
                workload.getImage(),
                workload.getCommandList(),
                workload.getUserData(),
                new TreeMap<>(workload.getMetadataMap()),
                Duration.ofSeconds(
                        workload.getStopGrace().getSeconds(),
                        workload.getStopGrace().getNanos()),
                onSilence(workload.getOnSilence()));
    }

    /** A node that does not say knows of no lease. */
    private static OnSilence onSilence(dev.holdfast.v1.OnSilence said) {
        return switch (said) {
            case ON_SILENCE_STOP -> OnSilence.STOP;
            case ON_SILENCE_KEEP, ON_SILENCE_UNSPECIFIED, UNRECOGNIZED -> OnSilence.KEEP;
        };
    }

    static SessionRequest renewal(LeaseRenewal renewal) {
        return SessionRequest.newBuilder()
                .setRenewal(dev.holdfast.v1.LeaseRenewal.newBuilder()
                        .setAgentLife(renewal.life())
                        .setNumber(renewal.number()))
                .build();
    }

    static LeaseGrant grant(dev.holdfast.v1.LeaseGrant grant) {
        return new LeaseGrant(grant.getTerm(), grant.getAgentLife(), grant.getNumber());
    }

    static SessionRequest ack(Incarnation incarnation, long number) {
        return SessionRequest.newBuilder()
                .setAck(AssignmentAck.newBuilder()
                        .setInstanceUid(incarnation.uid().value())
                        .setEpoch(incarnation.epoch().value())
                        .setNumber(number))
                .build();
    }

    static SessionRequest report(Resident resident) {
        return SessionRequest.newBuilder()
                .setReport(ResidentReport.newBuilder().setResident(resident))
                .build();
    }

    static Resident resident(Incarnation incarnation, Tenancy.View view, long report) {
        String failure = view.failure().orElse("");
        return Resident.newBuilder()
                .setInstanceUid(incarnation.uid().value())
                .setEpoch(incarnation.epoch().value())
                .setAssignment(view.assignment())
                .setReport(report)
                .setPower(power(view.power()))
                .setFailure(failure.length() > FAILURE_AT_MOST ? failure.substring(0, FAILURE_AT_MOST) : failure)
                .build();
    }

    private static ObservedPower power(Sight sight) {
        return switch (sight) {
            case CREATING -> ObservedPower.OBSERVED_POWER_CREATING;
            case STARTING -> ObservedPower.OBSERVED_POWER_STARTING;
            case RUNNING -> ObservedPower.OBSERVED_POWER_RUNNING;
            case STOPPING -> ObservedPower.OBSERVED_POWER_STOPPING;
            case STOPPED -> ObservedPower.OBSERVED_POWER_STOPPED;
            case GONE -> ObservedPower.OBSERVED_POWER_GONE;
        };
    }

    static Fencing fencing(dev.holdfast.core.host.Fencing fencing) {
        return switch (fencing) {
            case NONE -> Fencing.FENCING_NONE;
            case WATCHDOG -> Fencing.FENCING_WATCHDOG;
            case POWER -> Fencing.FENCING_POWER;
        };
    }
}
