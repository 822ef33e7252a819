package dev.holdfast.node.agent;

import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.Dismissal;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.ResidentQuestion;
import dev.holdfast.v1.SessionResponse;
import dev.holdfast.v1.WantedPower;
import dev.holdfast.v1.Workload;
import java.util.Optional;

/** Between what agents and their host's entity say. */
final class AgentMapping {
    private AgentMapping() {}

    static HostCommand greeting(AgentHello hello) {
        return new HostCommand.GreetAgent(
                new AgentFacts(hello.getDriver(), fencing(hello), hello.getVersion()),
                hello.getInventoryList().stream().map(AgentMapping::resident).toList());
    }

    static LeaseRenewal renewal(dev.holdfast.v1.LeaseRenewal renewal) {
        return new LeaseRenewal(renewal.getAgentLife(), renewal.getNumber());
    }

    static SessionResponse grant(LeaseGrant grant) {
        return SessionResponse.newBuilder()
                .setGrant(dev.holdfast.v1.LeaseGrant.newBuilder()
                        .setTerm(grant.term())
                        .setAgentLife(grant.life())
                        .setNumber(grant.number()))
                .build();
    }

    static Resident resident(dev.holdfast.v1.Resident resident) {
        return new Resident(
                new Uid(resident.getInstanceUid()),
                new Epoch(resident.getEpoch()),
                resident.getAssignment(),
                resident.getReport(),
                sight(resident.getPower()),
                resident.getFailure().isEmpty() ? Optional.empty() : Optional.of(resident.getFailure()));
    }

    static SessionResponse assignment(String region, AgentOrder.Assign assign) {
        return SessionResponse.newBuilder()
                .setAssignment(Assignment.newBuilder()
                        .setInstance("projects/" + assign.name().project() + "/regions/" + region + "/instances/"
                                + assign.name().id())
                        .setInstanceUid(assign.uid().value())
                        .setEpoch(assign.epoch().value())
                        .setNumber(assign.order().number())
                        .setWanted(wanted(assign.order().wanted()))
                        .setForce(assign.order().force())
                        .setWorkload(workload(assign.order().workload())))
                .build();
    }

    static SessionResponse question(AgentOrder.Ask ask) {
        return SessionResponse.newBuilder()
                .setQuestion(ResidentQuestion.newBuilder()
                        .setInstanceUid(ask.uid().value())
                        .setEpoch(ask.epoch().value()))
                .build();
    }

    static SessionResponse dismissal(AgentOrder.Dismiss dismiss) {
        return SessionResponse.newBuilder()
                .setDismissal(Dismissal.newBuilder()
                        .setInstanceUid(dismiss.uid().value())
                        .setEpoch(dismiss.epoch().value())
                        .setNumber(dismiss.number()))
                .build();
    }

    private static Workload workload(dev.holdfast.core.host.Workload workload) {
        Quantities size = workload.size();
        return Workload.newBuilder()
                .setSize(dev.holdfast.v1.Quantities.newBuilder()
                        .setCores(size.cores())
                        .setMemoryMib(size.memoryMib())
                        .setDiskGib(size.diskGib())
                        .setGpus(size.gpus()))
                .setImage(workload.image())
                .addAllCommand(workload.command())
                .setUserData(workload.userData())
                .putAllMetadata(workload.metadata())
                .setStopGrace(ProtoTimes.of(workload.stopGrace()))
                .setOnSilence(
                        switch (workload.onSilence()) {
                            case KEEP -> OnSilence.ON_SILENCE_KEEP;
                            case STOP -> OnSilence.ON_SILENCE_STOP;
                        })
                .build();
    }

    private static WantedPower wanted(Wanted wanted) {
        return switch (wanted) {
            case RUNNING -> WantedPower.WANTED_POWER_RUNNING;
            case STOPPED -> WantedPower.WANTED_POWER_STOPPED;
            case GONE -> WantedPower.WANTED_POWER_GONE;
        };
    }

    /** A watchdog of an agent that does not ask for leases obeys a lease of its own, from which nothing follows. */
    private static Fencing fencing(AgentHello hello) {
        return switch (hello.getFencing()) {
            case FENCING_WATCHDOG -> hello.getLeases() ? Fencing.WATCHDOG : Fencing.NONE;
            case FENCING_POWER -> Fencing.POWER;
            case FENCING_NONE, FENCING_UNSPECIFIED, UNRECOGNIZED -> Fencing.NONE;
        };
    }

    private static Resident.Sight sight(dev.holdfast.v1.ObservedPower power) {
        return switch (power) {
            case OBSERVED_POWER_CREATING -> Resident.Sight.CREATING;
            case OBSERVED_POWER_STARTING -> Resident.Sight.STARTING;
            case OBSERVED_POWER_RUNNING -> Resident.Sight.RUNNING;
            case OBSERVED_POWER_STOPPING -> Resident.Sight.STOPPING;
            case OBSERVED_POWER_STOPPED -> Resident.Sight.STOPPED;
            case OBSERVED_POWER_GONE -> Resident.Sight.GONE;
            case OBSERVED_POWER_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("resident.power must say what is seen");
        };
    }
}
