package dev.holdfast.cli;

import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.HostServiceGrpc.HostServiceBlockingStub;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceServiceGrpc.InstanceServiceBlockingStub;
import dev.holdfast.v1.RegionServiceGrpc;
import dev.holdfast.v1.RegionServiceGrpc.RegionServiceBlockingStub;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One command's connection to a node. Every request has a deadline and is repeated, as it is, while the refusal is a
 * passing one and time is left; that is safe because every change carries a request id, which the caller sets once and
 * not per try. May be used by many threads; a waiting call blocks its own (give it a virtual one).
 */
public final class Client implements AutoCloseable {
    /** How long one request may take, repeats included, when the person set no limit. */
    public static final Duration REQUEST_LIMIT = Duration.ofSeconds(60);

    /** How long a wait may take when the person set no limit. */
    public static final Duration WAIT_LIMIT = Duration.ofMinutes(10);

    private static final Duration TRY_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_TRIES = 60;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final long CLOSE_LIMIT_MILLIS = 200;
    private static final int LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

    private final ClientSettings settings;
    private final Terminal terminal;
    private final ManagedChannel channel;
    private final EventLoopGroup network;
    private final Optional<TimeLimit> commandLimit;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean saidThatItRepeats = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Client(
            ClientSettings settings,
            Terminal terminal,
            ManagedChannel channel,
            EventLoopGroup network,
            Optional<TimeLimit> commandLimit) {
        this.settings = settings;
        this.terminal = terminal;
        this.channel = channel;
        this.network = network;
        this.commandLimit = commandLimit;
    }

    /** A client that the caller closes; nothing is sent yet. */
    public static Client to(ClientSettings settings, Terminal terminal, Optional<Duration> timeout) {
        Address address = Address.parse(settings.address());
        EventLoopGroup network = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("holdfast-client", true), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .eventLoopGroup(network)
                .channelType(NioSocketChannel.class)
                .maxInboundMessageSize(LARGEST_ANSWER_BYTES)
                .userAgent("holdfast-cli/" + Version.number())
                .build();
        return new Client(settings, terminal, channel, network, timeout.map(TimeLimit::in));
    }

    public ClientSettings settings() {
        return settings;
    }

    public Names names() {
        return settings.names();
    }

    public InstanceServiceBlockingStub instances(Duration deadline) {
        return within(InstanceServiceGrpc.newBlockingStub(channel), deadline);
    }

    public HostServiceBlockingStub hosts(Duration deadline) {
        return within(HostServiceGrpc.newBlockingStub(channel), deadline);
    }

    public RegionServiceBlockingStub regions(Duration deadline) {
        return within(RegionServiceGrpc.newBlockingStub(channel), deadline);
    }

    public OperationsBlockingStub operations(Duration deadline) {
        return within(OperationsGrpc.newBlockingStub(channel), deadline);
    }

    /** When the command must end, if the person set a limit. */
    Optional<TimeLimit> commandLimit() {
        return commandLimit;
    }

    /** When a wait that begins now must end. */
    public TimeLimit waitLimit() {
        return commandLimit.orElseGet(() -> TimeLimit.in(WAIT_LIMIT));
    }

    /**
     * One request, repeated while that can help.
     *
     * @param what the verb and its object, for the error: {@code create instance web-1}
     * @param request one try, which must end by the deadline that it is given
     * @throws CommandFailure when it was refused, or when time or tries ran out
     */
    public <R> R call(String what, Function<Duration, R> request) {
        TimeLimit own = TimeLimit.in(REQUEST_LIMIT);
        return call(what, commandLimit.orElse(own), request);
    }

    /** As above, with the caller's own limit. */
    public <R> R call(String what, TimeLimit limit, Function<Duration, R> request) {
        boolean mayHaveHappened = false;
        for (int tries = 1; ; tries++) {
            try {
                R answer = request.apply(shorter(limit.left(), TRY_LIMIT));
                answered.set(true);
                return answer;
            } catch (StatusRuntimeException failure) {
                Refusal refusal = Refusal.of(failure);
                if (refusal.code().isPresent()) {
                    answered.set(true);
                }
                if ((refusal.unreached() || refusal.foreign()) && !answered.get()) {
                    throw nothingAnswers(refusal, failure);
                }
                mayHaveHappened |= !refusal.definite();
                Duration pause = pause(tries, refusal);
                if (!refusal.passing() || tries >= MOST_TRIES || limit.left().compareTo(pause) <= 0) {
                    boolean timeRanOut = refusal.passing() && limit.left().compareTo(pause) <= 0;
                    throw new CommandFailure(
                            refusal.exitCode(),
                            refusal.failure(what).line() + triesInWords(tries, timeRanOut),
                            failure,
                            mayHaveHappened);
                }
                sayThatItRepeats(what, refusal);
                await(pause);
                if (refusal.unreached()) {
                    // The channel's own pauses grow to minutes; ours are bounded.
                    channel.resetConnectBackoff();
                }
            }
        }
    }

    /**
     * As {@link #call}, for a stream: what a refusal is to whoever may come back, after how many tries without an
     * answer.
     */
    Duration comesBackAfter(String what, Refusal refusal, int tries, StatusRuntimeException failure) {
        if ((refusal.unreached() || refusal.foreign()) && !answered.get()) {
            throw nothingAnswers(refusal, failure);
        }
        boolean mayPass = refusal.passing() || (refusal.retrySafe() && refusal.exitCode() == ExitCode.UNAVAILABLE);
        if (!mayPass || tries >= MOST_TRIES * 10) {
            throw new CommandFailure(
                    refusal.exitCode(), refusal.failure(what).line() + triesInWords(tries, false), failure);
        }
        if (refusal.unreached()) {
            channel.resetConnectBackoff();
        }
        return pause(tries, refusal);
    }

    /** Something came of a stream. */
    void wasAnswered() {
        answered.set(true);
    }

    /** Lets time pass between two looks at something; over at once when the client is closed. */
    public void await(Duration pause) {
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandFailure(ExitCode.FAILED, "the command was ended");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "the command was interrupted", ended);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        channel.shutdownNow();
        // A virtual machine that exits waits 300 ms for a thread that sits in the kernel, as the network's does.
        network.shutdownGracefully(0, CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_LIMIT_MILLIS);
    }

    private static <S extends AbstractStub<S>> S within(S stub, Duration deadline) {
        return stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CommandFailure nothingAnswers(Refusal refusal, StatusRuntimeException failure) {
        String address = settings.address().value();
        String line;
        if (refusal.foreign()) {
            line = "what answers at " + address + " does not speak gRPC (UNAVAILABLE): give a node's gRPC port with"
                    + " --address; `./holdfast dev` prints it as grpc=";
        } else if (refusal.unknownHost()) {
            line = "no host is known by the name in " + address + " (UNAVAILABLE): correct it, from "
                    + settings.address().source();
        } else {
            line = "nothing answers at " + address
                    + " (UNAVAILABLE): start one with `./holdfast dev`, or name another with --address";
        }
        return new CommandFailure(ExitCode.UNAVAILABLE, line, failure);
    }

    private static String triesInWords(int tries, boolean timeRanOut) {
        return tries == 1 ? "" : " (tried " + tries + " times" + (timeRanOut ? ", then time was up)" : ")");
    }

    private void sayThatItRepeats(String what, Refusal refusal) {
        if (saidThatItRepeats.compareAndSet(false, true)) {
            terminal.say(what + ": " + OneLine.clause(refusal.sentence()) + " (" + refusal.reason()
                    + "): sending it again under the same request id until it is answered or time is up");
        }
    }

    private static Duration pause(int tries, Refusal refusal) {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries - 1, 10));
        Duration drawn = Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
        return refusal.retryDelay().filter(asked -> asked.compareTo(drawn) > 0).orElse(drawn);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
