package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.holdfast.node.telemetry.CallFigures;
import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.ResidentReport;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValidationInterceptorTest {
    private static final long PATIENCE_SECONDS = 10;

    private final Hosts hosts = new Hosts();
    private final Sessions sessions = new Sessions();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(new ValidationInterceptor())
                .intercept(new LoadInterceptor(
                        new EdgeLimits(1, 1, 100, 100, 10),
                        System::nanoTime,
                        new CallFigures(new SimpleMeterRegistry())))
                .addService(hosts)
                .addService(sessions)
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void aRequestThatKeepsTheRulesReachesTheService() {
        assertThat(get("regions/local/hosts/host-1").getName()).isEqualTo("regions/local/hosts/host-1");
    }

    @Test
    void aRequestThatBreaksRulesReachesNobodyAndEveryFieldIsNamed() {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub().registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/local")
                        .setHostId("Host One")
                        .setHost(Host.newBuilder()
                                .setFaultDomain("fd")
                                .putLabels("bad key", "x")
                                .setCapacity(Quantities.newBuilder().setCores(-1)))
                        .build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fields(refusal)).contains("host_id", "host.capacity", "host.capacity.cores", "host.labels[bad key]");
        assertThat(hosts.reached).isEmpty();
    }

    @Test
    void aRefusedCallTakesNoRoomOfOthers() {
        for (int i = 0; i < 3; i++) {
            StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> get(""));
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(get("regions/local/hosts/host-1").getName()).isEqualTo("regions/local/hosts/host-1");
    }

    @Test
    void aWordOfASessionThatBreaksARuleEndsTheSessionAndIsNotHeard() {
        Agent agent = new Agent();
        StreamObserver<SessionRequest> session =
                AgentServiceGrpc.newStub(channel).session(agent);
        session.onNext(
                hello(Resident.newBuilder().setInstanceUid("u").setEpoch(1).setReport(1)));
        assertThat(agent.ended).isCompletedExceptionally();
        assertThat(fields(agent.failure())).containsExactly("hello.inventory[0].power");
        assertThat(sessions.heard).containsExactly("cancelled", "gone");
    }

    @Test
    void aLaterWordEndsTheSessionTooAndTheServiceIsToldThatItsCallerIsGone() {
        Agent agent = new Agent();
        StreamObserver<SessionRequest> session =
                AgentServiceGrpc.newStub(channel).session(agent);
        session.onNext(hello());
        session.onNext(SessionRequest.newBuilder()
                .setReport(ResidentReport.getDefaultInstance())
                .build());
        session.onNext(SessionRequest.newBuilder()
                .setAck(AssignmentAck.newBuilder()
                        .setInstanceUid("u")
                        .setEpoch(1)
                        .setNumber(1))
                .build());
        StatusRuntimeException refusal = agent.failure();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fields(refusal)).containsExactly("report.resident");
        assertThat(sessions.heard).containsExactly("HELLO", "cancelled", "gone");
    }

    @Test
    void anEmptyWordEndsTheSession() {
        Agent agent = new Agent();
        AgentServiceGrpc.newStub(channel).session(agent).onNext(SessionRequest.getDefaultInstance());
        assertThat(fields(agent.failure())).containsExactly("message");
    }

    /** The service finds out late; what it still says then must hurt neither it nor its caller. */
    @Test
    void aServiceThatAnswersAfterItsCallerWasRefusedIsNotHurt() {
        Agent agent = new Agent();
        StreamObserver<SessionRequest> session =
                AgentServiceGrpc.newStub(channel).session(agent);
        session.onNext(hello());
        session.onNext(SessionRequest.getDefaultInstance());
        assertThat(agent.failure().getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        StreamObserver<SessionResponse> late = sessions.agents.remove();
        assertThatCode(() -> late.onNext(SessionResponse.getDefaultInstance())).doesNotThrowAnyException();
        assertThatCode(late::onCompleted).doesNotThrowAnyException();
        assertThat(agent.heard).isEmpty();
    }

    private Host get(String name) {
        return stub().getHost(GetHostRequest.newBuilder().setName(name).build());
    }

    private HostServiceGrpc.HostServiceBlockingStub stub() {
        return HostServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static SessionRequest hello(Resident.Builder... inventory) {
        AgentHello.Builder hello = AgentHello.newBuilder()
                .setHost("regions/local/hosts/host-1")
                .setDriver("simulated")
                .setFencing(Fencing.FENCING_NONE)
                .setVersion("1")
                .setAgentLife(1);
        for (Resident.Builder resident : inventory) {
            hello.addInventory(resident);
        }
        return SessionRequest.newBuilder().setHello(hello).build();
    }

    private static List<String> fields(StatusRuntimeException refusal) {
        return Optional.ofNullable(StatusProto.fromThrowable(refusal)).orElseThrow().getDetailsList().stream()
                .filter(detail -> detail.is(BadRequest.class))
                .flatMap(detail -> badRequest(detail).getFieldViolationsList().stream())
                .map(BadRequest.FieldViolation::getField)
                .toList();
    }

    private static BadRequest badRequest(Any detail) {
        try {
            return detail.unpack(BadRequest.class);
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }

    private static final class Hosts extends HostServiceGrpc.HostServiceImplBase {
        private final BlockingQueue<String> reached = new LinkedBlockingQueue<>();

        @Override
        public void getHost(GetHostRequest request, StreamObserver<Host> caller) {
            caller.onNext(Host.newBuilder().setName(request.getName()).build());
            caller.onCompleted();
        }

        @Override
        public void registerHost(RegisterHostRequest request, StreamObserver<Host> caller) {
            reached.add(request.getHostId());
            caller.onNext(Host.getDefaultInstance());
            caller.onCompleted();
        }
    }

    private static final class Sessions extends AgentServiceGrpc.AgentServiceImplBase {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<StreamObserver<SessionResponse>> agents = new LinkedBlockingQueue<>();

        @Override
        public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> agent) {
            ((ServerCallStreamObserver<SessionResponse>) agent).setOnCancelHandler(() -> heard.add("cancelled"));
            agents.add(agent);
            return new StreamObserver<>() {
                @Override
                public void onNext(SessionRequest request) {
                    heard.add(request.getMessageCase().name());
                }

                @Override
                public void onError(Throwable gone) {
                    heard.add("gone");
                }

                @Override
                public void onCompleted() {
                    heard.add("completed");
                }
            };
        }
    }

    private static final class Agent implements StreamObserver<SessionResponse> {
        private final BlockingQueue<SessionResponse> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void onNext(SessionResponse response) {
            heard.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }

        private StatusRuntimeException failure() {
            return (StatusRuntimeException) ended.exceptionNow();
        }
    }
}
