package dev.holdfast.agent;

import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.AgentServiceGrpc;
import dev.holdfast.v1.AgentWelcome;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.Dismissal;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.LeaseGrant;
import dev.holdfast.v1.LeaseRenewal;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.ResidentQuestion;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import dev.holdfast.v1.WantedPower;
import dev.holdfast.v1.Workload;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The cluster's side of agents, as a test scripts it. */
public final class FakeNode {
    private static final long PATIENCE_SECONDS = 20;

    /** Makes the server, again after each stop. */
    private interface Serving {
        ServerBuilder<?> builder();
    }

    private final String name;
    private final Serving serving;
    private final BlockingQueue<Visit> visits = new LinkedBlockingQueue<>();
    private final List<RegisterHostRequest> registrations = new CopyOnWriteArrayList<>();
    private final AtomicInteger unwelcome = new AtomicInteger();
    private volatile boolean granting;
    private volatile boolean answering;
    private volatile Function<RegisterHostRequest, Optional<Status>> onRegister = _ -> Optional.empty();
    private Server server;

    private FakeNode(String name, Serving serving) throws IOException {
        this.name = name;
        this.serving = serving;
        this.server = serve();
    }

    /** Within the process. */
    public static FakeNode start(String name) throws IOException {
        return new FakeNode(name, () -> InProcessServerBuilder.forName(name));
    }

    /** On a real port of the loopback interface, which it keeps when it starts again. */
    public static FakeNode startOnLoopback() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new FakeNode(
                "127.0.0.1:" + port, () -> Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create()));
    }

    private Server serve() throws IOException {
        return serving.builder()
                .addService(new Sessions())
                .addService(new Hosts())
                .build()
                .start();
    }

    public String address() {
        return name;
    }

    public ManagedChannel channel() {
        return InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    /** Says in its welcomes that it grants leases, from now on, and leaves it to the test to do so. */
    void offersLeases() {
        granting = true;
    }

    /** Grants every lease that it is asked for, from now on. */
    public void grantsLeases() {
        granting = true;
        answering = true;
    }

    /** The next so many hellos are not answered. */
    void ignoresHellos(int count) {
        unwelcome.set(count);
    }

    public void onRegister(Function<RegisterHostRequest, Optional<Status>> answer) {
        onRegister = answer;
    }

    public List<RegisterHostRequest> registrations() {
        return registrations;
    }

    public void stop() throws InterruptedException {
        if (!server.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the node did not stop");
        }
    }

    /** While it is stopped: hangs up on whoever calls, so many times. */
    public void hangsUp(int calls) throws IOException {
        int port = Integer.parseInt(name.substring(name.indexOf(':') + 1));
        try (ServerSocket socket = new ServerSocket(port, 100, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            for (int i = 0; i < calls; i++) {
                socket.accept().close();
            }
        }
    }

    public void startAgain() throws IOException {
        server = serve();
    }

    /** The next session whose hello was heard. */
    public Visit nextVisit() throws InterruptedException {
        return Optional.ofNullable(visits.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("no agent said hello"));
    }

    /** One session of one agent. */
    public static final class Visit {
        private final AgentHello hello;
        private final StreamObserver<SessionResponse> responses;
        private final BlockingQueue<SessionRequest> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<LeaseRenewal> renewals = new LinkedBlockingQueue<>();

        private Visit(AgentHello hello, StreamObserver<SessionResponse> responses) {
            this.hello = hello;
            this.responses = responses;
        }

        public AgentHello hello() {
            return hello;
        }

        public SessionRequest next() throws InterruptedException {
            return Optional.ofNullable(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("the agent said nothing more"));
        }

        LeaseRenewal nextRenewal() throws InterruptedException {
            return Optional.ofNullable(renewals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("the agent did not ask for its lease"));
        }

        boolean hasAskedForALease() {
            return !renewals.isEmpty();
        }

        void grant(long term, LeaseRenewal renewal) {
            say(SessionResponse.newBuilder()
                    .setGrant(LeaseGrant.newBuilder()
                            .setTerm(term)
                            .setAgentLife(renewal.getAgentLife())
                            .setNumber(renewal.getNumber()))
                    .build());
        }

        AssignmentAck nextAck() throws InterruptedException {
            SessionRequest next = next();
            if (!next.hasAck()) {
                throw new AssertionError("not an acknowledgement: " + next);
            }
            return next.getAck();
        }

        Resident nextReport() throws InterruptedException {
            SessionRequest next = next();
            if (!next.hasReport()) {
                throw new AssertionError("not a report: " + next);
            }
            return next.getReport().getResident();
        }

        void say(SessionResponse response) {
            synchronized (responses) {
                responses.onNext(response);
            }
        }

        public void assign(String uid, long epoch, long number, WantedPower wanted) {
            assign(uid, epoch, number, wanted, each -> each);
        }

        public void assign(
                String uid, long epoch, long number, WantedPower wanted, UnaryOperator<Assignment.Builder> more) {
            Assignment.Builder assignment = Assignment.newBuilder()
                    .setInstance("projects/shop/regions/home/instances/" + uid)
                    .setInstanceUid(uid)
                    .setEpoch(epoch)
                    .setNumber(number)
                    .setWanted(wanted)
                    .setWorkload(Workload.newBuilder()
                            .setSize(Quantities.newBuilder().setCores(2).setMemoryMib(512))
                            .setImage("debian-13")
                            .setStopGrace(
                                    com.google.protobuf.Duration.newBuilder().setSeconds(90)));
            say(SessionResponse.newBuilder()
                    .setAssignment(more.apply(assignment))
                    .build());
        }

        void ask(String uid, long epoch) {
            say(SessionResponse.newBuilder()
                    .setQuestion(
                            ResidentQuestion.newBuilder().setInstanceUid(uid).setEpoch(epoch))
                    .build());
        }

        void dismiss(String uid, long epoch, long number) {
            say(SessionResponse.newBuilder()
                    .setDismissal(Dismissal.newBuilder()
                            .setInstanceUid(uid)
                            .setEpoch(epoch)
                            .setNumber(number))
                    .build());
        }

        void end() {
            synchronized (responses) {
                responses.onError(Status.ABORTED
                        .withDescription("a newer session replaced this one")
                        .asRuntimeException());
            }
        }
    }

    private final class Sessions extends AgentServiceGrpc.AgentServiceImplBase {
        @Override
        public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> responses) {
            return new StreamObserver<>() {
                private Optional<Visit> visit = Optional.empty();

                @Override
                public void onNext(SessionRequest request) {
                    if (visit.isPresent() && request.hasRenewal()) {
                        visit.get().renewals.add(request.getRenewal());
                        if (answering) {
                            visit.get().grant(1, request.getRenewal());
                        }
                        return;
                    }
                    if (visit.isPresent()) {
                        visit.get().heard.add(request);
                        return;
                    }
                    Visit begun = new Visit(request.getHello(), responses);
                    visit = Optional.of(begun);
                    if (unwelcome.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                        begun.say(SessionResponse.newBuilder()
                                .setWelcome(AgentWelcome.newBuilder()
                                        .setHost(request.getHello().getHost())
                                        .setHostUid("host-uid")
                                        .setLeases(granting))
                                .build());
                    }
                    visits.add(begun);
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {}
            };
        }
    }

    private final class Hosts extends HostServiceGrpc.HostServiceImplBase {
        @Override
        public void registerHost(RegisterHostRequest request, StreamObserver<Host> response) {
            registrations.add(request);
            Optional<Status> refusal = onRegister.apply(request);
            if (refusal.isPresent()) {
                response.onError(refusal.get().asRuntimeException());
            } else {
                response.onNext(request.getHost());
                response.onCompleted();
            }
        }
    }
}
