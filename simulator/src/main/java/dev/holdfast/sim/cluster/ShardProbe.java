package dev.holdfast.sim.cluster;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstancesRequest;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks again and again for the first page of all instances and of all hosts, which every shard of the region must
 * answer with a proof that it is not stale, and remembers when both were answered. So it tells how long calls about
 * some shard had no answer: at worst {@link #FINENESS} more than was so. Each shard's proof is a read in the store, so
 * that it asks less often while all is well.
 */
public final class ShardProbe {
    private static final Duration PAUSE_WHEN_WELL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A question is asked anew this long after one that nobody answers. */
    public static final Duration FINENESS = PAUSE.plus(PATIENCE);

    private record Answered(long startNanos, long endNanos) {}

    private final List<ManagedChannel> nodes;
    private final ScheduledExecutorService timer;
    private final ConcurrentLinkedQueue<Answered> answers = new ConcurrentLinkedQueue<>();
    private volatile int avoided = -1;
    private volatile boolean stopped;
    private int turn;

    /** @param nodes asked in turn */
    public ShardProbe(List<ManagedChannel> nodes, ScheduledExecutorService timer) {
        this.nodes = List.copyOf(nodes);
        this.timer = timer;
    }

    public void start() {
        timer.execute(this::ask);
    }

    public void stop() {
        stopped = true;
    }

    /** From now on it does not ask this node, whose own fate is not what is measured. */
    public void avoid(int node) {
        avoided = node;
    }

    public void avoidNone() {
        avoided = -1;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        turn++;
        int node = turn % nodes.size() == avoided ? (turn + 1) % nodes.size() : turn % nodes.size();
        long start = System.nanoTime();
        ManagedChannel channel = nodes.get(node);
        Futures.addCallback(
                Futures.allAsList(
                        InstanceServiceGrpc.newFutureStub(channel)
                                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .listInstances(ListInstancesRequest.newBuilder()
                                        .setParent(RecordingClient.parent())
                                        .setPageSize(1)
                                        .build()),
                        HostServiceGrpc.newFutureStub(channel)
                                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .listHosts(ListHostsRequest.newBuilder()
                                        .setParent(RecordingClient.region())
                                        .setPageSize(1)
                                        .build())),
                new FutureCallback<List<?>>() {
                    @Override
                    public void onSuccess(List<?> pages) {
                        answers.add(new Answered(start, System.nanoTime()));
                        again(PAUSE_WHEN_WELL);
                    }

                    @Override
                    public void onFailure(Throwable unanswered) {
                        again(PAUSE);
                    }
                },
                timer);
    }

    private void again(Duration pause) {
        try {
            var _ = timer.schedule(this::ask, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            // The region was closed.
        }
    }

    /** Whether a question that was asked after this moment was answered for all shards. */
    public boolean answeredSince(long nanos) {
        return answers.stream().anyMatch(answer -> answer.startNanos() >= nanos);
    }

    /** The longest time from this moment on until now without an answer for all shards. */
    public Duration longestSilence(long fromNanos) {
        long longest = 0;
        long last = fromNanos;
        for (Answered answer : answers) {
            if (answer.startNanos() >= fromNanos) {
                longest = Math.max(longest, answer.endNanos() - last);
                last = answer.endNanos();
            }
        }
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - last));
    }
}
