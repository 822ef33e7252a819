package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.holdfast.node.telemetry.CallFigures;
import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server that takes four calls at once, two of them from one project, and whose calls last until the test ends them.
 * Calls about hosts are of no project, which counts as one.
 */
class LoadInterceptorTest {
    private static final long PATIENCE_SECONDS = 10;

    private final SlowHosts hosts = new SlowHosts();
    private final QuickInstances instances = new QuickInstances();
    private final AtomicLong clock = new AtomicLong();
    private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(new LoadInterceptor(new EdgeLimits(4, 4, 10, 100, 10), clock::get, new CallFigures(figures)))
                .addService(hosts)
                .addService(instances)
                .addService(new Sessions())
                .addService(new NeverDone())
                .addService(new HealthStatusManager().getHealthService())
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
    void oneCallTooManyIsToldToComeBackLater() throws Exception {
        var _ = call();
        var _ = call();
        StatusRuntimeException refusal = refused();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.getStatus().getDescription())
                .isEqualTo("2 calls of no project are running on this node and 2 places are free: what is free is for"
                        + " others");
        List<Any> details = Optional.ofNullable(StatusProto.fromThrowable(refusal))
                .orElseThrow()
                .getDetailsList();
        assertThat(details.getFirst().unpack(ErrorInfo.class).getReason()).isEqualTo("OVERLOADED");
        assertThat(details.getLast().unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);
        assertThat(hosts.running).hasSize(2);
    }

    @Test
    void thoseWhoWaitForAnOperationKeepNobodyFromWorkingAndHealthIsAlwaysTold() throws Exception {
        for (int i = 0; i < 2; i++) {
            var _ = OperationsGrpc.newFutureStub(channel).waitOperation(WaitOperationRequest.getDefaultInstance());
        }
        StatusRuntimeException third = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> OperationsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .waitOperation(WaitOperationRequest.getDefaultInstance()));
        assertThat(third.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        var _ = call();
        var _ = call();
        assertThat(hosts.running).hasSize(2);
        refused();
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void aCallThatHasEndedMakesRoomForOneOtherWhetherItWentWellOrNot() throws Exception {
        ListenableFuture<Host> first = call();
        ListenableFuture<Host> second = call();
        StreamObserver<Host> well = hosts.next();
        well.onNext(Host.getDefaultInstance());
        well.onCompleted();
        assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(Host.getDefaultInstance());
        var _ = call();
        refused();
        hosts.next().onError(Status.NOT_FOUND.asRuntimeException());
        assertThat(failure(second).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        var _ = call();
        refused();
    }

    @Test
    void aCallThatItsCallerGaveUpMakesRoomForOneOtherAndIsNotCountedTwiceWhenItEnds() throws Exception {
        ListenableFuture<Host> first = call();
        var _ = call();
        StreamObserver<Host> givenUp = hosts.next();
        first.cancel(true);
        hosts.awaitCancelled();
        givenUp.onError(Status.ABORTED.asRuntimeException());
        var _ = call();
        refused();
    }

    @Test
    void aCallWhoseHandlerBreaksMakesRoomToo() throws Exception {
        for (int call = 0; call < 3; call++) {
            hosts.breaking = true;
            assertThat(failure(ask()).getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
        }
        hosts.breaking = false;
        var _ = call();
        var _ = call();
        refused();
    }

    @Test
    void aRefusedCallTakesNoRoom() throws Exception {
        var _ = call();
        ListenableFuture<Host> second = call();
        for (int i = 0; i < 5; i++) {
            refused();
        }
        second.cancel(true);
        hosts.awaitCancelled();
        var _ = call();
    }

    @Test
    void aProjectThatAsksForTooMuchTakesNothingFromAnother() throws Exception {
        var _ = call();
        var _ = call();
        refused();

        assertThat(get("calm")).isEqualTo(Status.Code.OK);
    }

    @Test
    void whoIsTooFastIsToldForHowLongAndAnotherProjectIsServedAllTheWhile() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(get("greedy")).isEqualTo(Status.Code.OK);
        }
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> instance("greedy"));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        List<Any> details = Optional.ofNullable(StatusProto.fromThrowable(refusal))
                .orElseThrow()
                .getDetailsList();
        assertThat(details.getFirst().unpack(ErrorInfo.class).getReason()).isEqualTo("RATE_LIMITED");
        assertThat(details.getLast().unpack(RetryInfo.class).getRetryDelay())
                .isEqualTo(ProtoTimes.of(Duration.ofMillis(100)));
        assertThat(get("calm")).isEqualTo(Status.Code.OK);
        assertThat(figures.get("holdfast.calls.turned.away")
                        .tag("reason", "fast")
                        .counter()
                        .count())
                .isEqualTo(1);

        clock.addAndGet(100_000_000);
        assertThat(get("greedy")).isEqualTo(Status.Code.OK);
        assertThat(get("greedy")).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    /** A second of fifty times what a project may, beside one that stays within it. */
    @Test
    void whoStaysWithinItsShareLosesNoCallToOneWhoAsksFiftyTimesIt() {
        int served = 0;
        for (int i = 0; i < 100; i++) {
            assertThat(get("greedy")).isEqualTo(Status.Code.OK);
        }
        for (int tenth = 0; tenth < 10; tenth++) {
            for (int i = 0; i < 50; i++) {
                served += get("greedy") == Status.Code.OK ? 1 : 0;
            }
            assertThat(get("calm")).isEqualTo(Status.Code.OK);
            clock.addAndGet(100_000_000);
        }
        assertThat(served).isEqualTo(9);
    }

    @Test
    void sessionsAreNotCounted() throws Exception {
        for (int i = 0; i < 3; i++) {
            Silent agent = new Silent();
            AgentServiceGrpc.newStub(channel).session(agent).onNext(SessionRequest.getDefaultInstance());
            assertThat(agent.heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("welcome");
        }
        var _ = call();
        var _ = call();
        refused();
    }

    /** Begins a call and comes back when the service has it. */
    private ListenableFuture<Host> call() {
        int before = hosts.begun.get();
        ListenableFuture<Host> answer = ask();
        assertThat(hosts.begun.get()).as("the service got the call").isEqualTo(before + 1);
        return answer;
    }

    private Status.Code get(String project) {
        try {
            instance(project);
            return Status.Code.OK;
        } catch (StatusRuntimeException refusal) {
            return refusal.getStatus().getCode();
        }
    }

    private void instance(String project) {
        var _ = InstanceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .getInstance(GetInstanceRequest.newBuilder()
                        .setName("projects/" + project + "/regions/local/instances/web-1")
                        .build());
    }

    private StatusRuntimeException refused() throws Exception {
        int before = hosts.begun.get();
        StatusRuntimeException refusal = failure(ask());
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(hosts.begun.get()).isEqualTo(before);
        return refusal;
    }

    private ListenableFuture<Host> ask() {
        return HostServiceGrpc.newFutureStub(channel).getHost(GetHostRequest.getDefaultInstance());
    }

    private static StatusRuntimeException failure(ListenableFuture<Host> answer)
            throws InterruptedException, TimeoutException {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(failure).as("the call was to fail").isNotNull();
        return Optional.ofNullable(failure.getCause())
                .map(StatusRuntimeException.class::cast)
                .orElseThrow();
    }

    /** Hosts that answer when they are told to. */
    private static final class SlowHosts extends HostServiceGrpc.HostServiceImplBase {
        private final BlockingQueue<StreamObserver<Host>> running = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
        private volatile boolean breaking;
        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public void getHost(GetHostRequest request, StreamObserver<Host> caller) {
            if (breaking) {
                throw new IllegalStateException("a defect of the service");
            }
            ((ServerCallStreamObserver<Host>) caller).setOnCancelHandler(() -> cancelled.add("cancelled"));
            begun.incrementAndGet();
            running.add(caller);
        }

        private StreamObserver<Host> next() {
            return running.remove();
        }

        private void awaitCancelled() throws InterruptedException {
            assertThat(cancelled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("cancelled");
        }
    }

    /** Instances that are told at once. */
    private static final class QuickInstances extends InstanceServiceGrpc.InstanceServiceImplBase {
        @Override
        public void getInstance(GetInstanceRequest request, StreamObserver<Instance> caller) {
            caller.onNext(Instance.getDefaultInstance());
            caller.onCompleted();
        }
    }

    /** Sessions that answer every word and never end. */
    private static final class Sessions extends AgentServiceGrpc.AgentServiceImplBase {
        @Override
        public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> agent) {
            return new StreamObserver<>() {
                @Override
                public void onNext(SessionRequest request) {
                    agent.onNext(SessionResponse.getDefaultInstance());
                }

                @Override
                public void onError(Throwable gone) {}

                @Override
                public void onCompleted() {
                    agent.onCompleted();
                }
            };
        }
    }

    private static final class Silent implements StreamObserver<SessionResponse> {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void onNext(SessionResponse response) {
            heard.add("welcome");
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(failure.toString());
        }

        @Override
        public void onCompleted() {
            heard.add("completed");
        }
    }

    /** Operations that do not end. */
    private static final class NeverDone extends OperationsGrpc.OperationsImplBase {
        @Override
        public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> caller) {}
    }
}
