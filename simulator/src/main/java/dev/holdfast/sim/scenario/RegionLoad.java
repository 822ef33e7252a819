package dev.holdfast.sim.scenario;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.Quantities;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Calls about one region through the nodes of one, at a fixed rate, whether or not earlier ones were answered: one in
 * four creates an instance, the others ask for one that was. Nothing is sent again: what fails is what is looked at.
 */
final class RegionLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ONE_IN = 4;

    /**
     * One call that has ended.
     *
     * @param startNanos when it was sent, as {@link System#nanoTime}
     * @param said the status's description
     */
    record Ended(long startNanos, Duration length, Status.Code code, String said) {
        boolean answered() {
            return code == Status.Code.OK;
        }
    }

    private final String through;
    private final String about;
    private final List<ManagedChannel> nodes;
    private final ScheduledExecutorService timer;
    private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> created = new ConcurrentLinkedQueue<>();
    private volatile Optional<String> last = Optional.empty();
    private Optional<ScheduledFuture<?>> ticking = Optional.empty();
    private long number;

    /**
     * @param through the region whose nodes are asked, each in turn
     * @param about the region that is asked for
     */
    RegionLoad(String through, String about, List<ManagedChannel> nodes, ScheduledExecutorService timer) {
        this.through = through;
        this.about = about;
        this.nodes = List.copyOf(nodes);
        this.timer = timer;
    }

    String through() {
        return through;
    }

    String about() {
        return about;
    }

    /** @param every so long after one call the next */
    void start(Duration every) {
        ticking = Optional.of(timer.scheduleAtFixedRate(this::ask, 0, every.toNanos(), TimeUnit.NANOSECONDS));
    }

    void stop() {
        ticking.ifPresent(each -> each.cancel(false));
    }

    /** The calls that were sent in this time and have ended. */
    List<Ended> between(long fromNanos, long untilNanos) {
        return ended.stream()
                .filter(each -> each.startNanos() >= fromNanos && each.startNanos() < untilNanos)
                .toList();
    }

    /** The names of those whose create was acknowledged. */
    List<String> created() {
        return new ArrayList<>(created);
    }

    private void ask() {
        long now = ++number;
        InstanceServiceGrpc.InstanceServiceFutureStub stub = InstanceServiceGrpc.newFutureStub(
                        nodes.get((int) (now % nodes.size())))
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        String parent = "projects/demo/regions/" + about;
        long start = System.nanoTime();
        Optional<String> known = last;
        if (known.isPresent() && now % ONE_IN != 0) {
            note(
                    start,
                    stub.getInstance(
                            GetInstanceRequest.newBuilder().setName(known.get()).build()),
                    () -> {});
            return;
        }
        String id = "from-" + through + "-" + now;
        String name = parent + "/instances/" + id;
        note(
                start,
                stub.createInstance(CreateInstanceRequest.newBuilder()
                        .setParent(parent)
                        .setInstanceId(id)
                        .setRequestId(id)
                        .setInstance(Instance.newBuilder()
                                .setImage("demo")
                                .setSize(Quantities.newBuilder()
                                        .setCores(1)
                                        .setMemoryMib(256)
                                        .setDiskGib(1)))
                        .build()),
                () -> {
                    created.add(name);
                    last = Optional.of(name);
                });
    }

    private void note(long start, ListenableFuture<?> answer, Runnable whenAnswered) {
        Futures.addCallback(
                answer,
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object said) {
                        whenAnswered.run();
                        end(Status.OK);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        end(Status.fromThrowable(failure));
                    }

                    private void end(Status status) {
                        ended.add(new Ended(
                                start,
                                Duration.ofNanos(System.nanoTime() - start),
                                status.getCode(),
                                String.valueOf(status.getDescription())));
                    }
                },
                timer);
    }
}
