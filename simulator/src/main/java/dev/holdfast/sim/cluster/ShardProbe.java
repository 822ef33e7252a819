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
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks again and again for the first page of all instances and of all hosts, which every shard of the region must
 * answer with a proof that it is not stale, and remembers when both were answered. So it tells how long a call about
 * some shard went without an answer: at worst {@link #FINENESS} less than was so. A question that hangs is not waited
 * for: the next is asked beside it. Each shard's proof is a round of Paxos in the store: asked four times a second,
 * they alone kept two cores busy.
 */
public final class ShardProbe {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** No moment is further from the next question than this. */
    public static final Duration FINENESS = PAUSE;

    /** A question that was answered for all shards. */
    record Answered(long startNanos, long endNanos) {}

    private final List<ManagedChannel> nodes;
    private final ScheduledExecutorService timer;
    private final ConcurrentLinkedQueue<Long> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Answered> answers = new ConcurrentLinkedQueue<>();
    private volatile int avoided = -1;
    private volatile boolean resting;
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

    /** Asks nothing until it goes on: when it is others' questions that are counted. */
    public void rest() {
        resting = true;
    }

    public void goOn() {
        resting = false;
    }

    private void ask() {
        if (stopped) {
            return;
        }
        again();
        if (resting) {
            return;
        }
        turn++;
        int node = turn % nodes.size() == avoided ? (turn + 1) % nodes.size() : turn % nodes.size();
        long start = System.nanoTime();
        asked.add(start);
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
                    }

                    @Override
                    public void onFailure(Throwable unanswered) {
                        // The next question is on its way.
                    }
                },
                timer);
    }

    private void again() {
        try {
            var _ = timer.schedule(this::ask, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            // The region was closed.
        }
    }

    /** Whether a question that was asked after this moment was answered for all shards. */
    public boolean answeredSince(long nanos) {
        return answers.stream().anyMatch(answer -> answer.startNanos() >= nanos);
    }

    /**
     * The longest that any question since this moment had to wait until it, or a later one, was answered for all
     * shards; what still waits has waited until now.
     */
    public Duration longestSilence(long fromNanos) {
        return longestWait(
                asked.stream().filter(start -> start >= fromNanos).toList(), List.copyOf(answers), System.nanoTime());
    }

    /** @param asked when questions were asked, whether answered or not */
    static Duration longestWait(List<Long> asked, List<Answered> answers, long now) {
        NavigableMap<Long, Long> ends = new TreeMap<>();
        answers.forEach(answer -> ends.merge(answer.startNanos(), answer.endNanos(), Math::min));
        long first = now;
        for (Map.Entry<Long, Long> answer : ends.descendingMap().entrySet()) {
            first = Math.min(first, answer.getValue());
            answer.setValue(first);
        }
        return Duration.ofNanos(asked.stream()
                .mapToLong(start -> Optional.ofNullable(ends.ceilingEntry(start))
                                .map(Map.Entry::getValue)
                                .orElse(now)
                        - start)
                .max()
                .orElse(0));
    }
}
