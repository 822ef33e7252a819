package dev.holdfast.node;

import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.LeaseGrant;
import dev.holdfast.v1.LeaseRenewal;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.ResidentReport;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An agent that obeys at once and remembers what it was told; one session. */
final class ScriptedAgent implements StreamObserver<SessionResponse> {
    final CompletableFuture<String> welcome = new CompletableFuture<>();
    final CompletableFuture<Status> ended = new CompletableFuture<>();
    final List<Assignment> assignments = new CopyOnWriteArrayList<>();
    private final StreamObserver<SessionRequest> out;
    final BlockingQueue<LeaseGrant> granted = new LinkedBlockingQueue<>();
    private final AtomicLong reports = new AtomicLong(1L << 32);
    private final AtomicLong renewals = new AtomicLong();

    ScriptedAgent(Channel channel, String host) {
        this(channel, "local", host);
    }

    ScriptedAgent(Channel channel, String region, String host) {
        this(channel, region, host, Fencing.FENCING_NONE, false);
    }

    /** One whose host has a watchdog, and that asks for its lease when it is told to. */
    static ScriptedAgent withLease(Channel channel, String host) {
        return new ScriptedAgent(channel, "local", host, Fencing.FENCING_WATCHDOG, true);
    }

    private ScriptedAgent(Channel channel, String region, String host, Fencing fencing, boolean leases) {
        this.out = AgentServiceGrpc.newStub(channel).session(this);
        out.onNext(SessionRequest.newBuilder()
                .setHello(AgentHello.newBuilder()
                        .setHost("regions/" + region + "/hosts/" + host)
                        .setDriver("scripted")
                        .setFencing(fencing)
                        .setVersion("1")
                        .setAgentLife(1)
                        .setLeases(leases))
                .build());
    }

    @Override
    public void onNext(SessionResponse response) {
        switch (response.getMessageCase()) {
            case WELCOME -> welcome.complete(response.getWelcome().getHostUid());
            case ASSIGNMENT -> obey(response.getAssignment());
            case GRANT -> granted.add(response.getGrant());
            case QUESTION, DISMISSAL, MESSAGE_NOT_SET -> {}
        }
    }

    private void obey(Assignment assignment) {
        assignments.add(assignment);
        ObservedPower seen = switch (assignment.getWanted()) {
            case WANTED_POWER_RUNNING -> ObservedPower.OBSERVED_POWER_RUNNING;
            case WANTED_POWER_STOPPED -> ObservedPower.OBSERVED_POWER_STOPPED;
            case WANTED_POWER_GONE, WANTED_POWER_UNSPECIFIED, UNRECOGNIZED -> ObservedPower.OBSERVED_POWER_GONE;
        };
        synchronized (out) {
            out.onNext(SessionRequest.newBuilder()
                    .setAck(AssignmentAck.newBuilder()
                            .setInstanceUid(assignment.getInstanceUid())
                            .setEpoch(assignment.getEpoch())
                            .setNumber(assignment.getNumber()))
                    .build());
            out.onNext(SessionRequest.newBuilder()
                    .setReport(ResidentReport.newBuilder()
                            .setResident(Resident.newBuilder()
                                    .setInstanceUid(assignment.getInstanceUid())
                                    .setEpoch(assignment.getEpoch())
                                    .setAssignment(assignment.getNumber())
                                    .setReport(reports.incrementAndGet())
                                    .setPower(seen)))
                    .build());
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.OK);
    }

    /** Asks for the lease anew. */
    void renew() {
        synchronized (out) {
            out.onNext(SessionRequest.newBuilder()
                    .setRenewal(LeaseRenewal.newBuilder().setAgentLife(1).setNumber(renewals.incrementAndGet()))
                    .build());
        }
    }

    void leave() {
        synchronized (out) {
            out.onCompleted();
        }
    }
}
