package dev.holdfast.sim.cluster;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.InstanceServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks every shard of the region, again and again, after a resource that does not exist, which only its owner can say
 * and with a proof that it is not stale. So it tells of each shard how long a call about it went without an answer: at
 * worst the time between two questions less than was so. A question that hangs is not waited for: the next is asked
 * beside it. Each proof is a round of Paxos in the store: asked four times a second, they alone kept two cores busy.
 */
public final class ShardProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** How many shards a type has where nothing else is set. */
    private static final int SHARDS = 64;

    /**
     * How long shards had no answer since some moment.
     *
     * @param longest of the shard that waited longest
     * @param ninth of ten shards, nine waited no longer
     * @param median of all shards, those that nothing happened to among them
     */
    public record Silences(Duration longest, Duration ninth, Duration median) {
        static Silences of(List<Duration> shards) {
            List<Duration> sorted = shards.stream().sorted().toList();
            return new Silences(
                    sorted.getLast(), sorted.get((sorted.size() - 1) * 9 / 10), sorted.get((sorted.size() - 1) / 2));
        }
    }

    private record Place(Function<ManagedChannel, ListenableFuture<?>> question, Waits waits) {}

    private final List<ManagedChannel> nodes;
    private final Duration every;
    private final ScheduledExecutorService timer;
    private final List<Place> places;
    private volatile int avoided = -1;
    private volatile boolean resting;
    private volatile boolean stopped;
    private int turn;

    /**
     * @param nodes asked in turn
     * @param every how often each shard is asked: no moment is further from the next question to it
     */
    public ShardProbe(List<ManagedChannel> nodes, Duration every, ScheduledExecutorService timer) {
        this.nodes = List.copyOf(nodes);
        this.every = every;
        this.timer = timer;
        this.places = places();
    }

    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        String instance = new InstanceResource().type();
        onePerShard(id -> ShardId.of(instance, new InstanceName(RecordingClient.project(), id).toString(), SHARDS))
                .values()
                .forEach(id -> places.add(new Place(
                        node -> InstanceServiceGrpc.newFutureStub(node)
                                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .getInstance(GetInstanceRequest.newBuilder()
                                        .setName(RecordingClient.parent() + "/instances/" + id)
                                        .build()),
                        new Waits())));
        String host = new HostResource().type();
        onePerShard(id -> ShardId.of(host, new HostId(id).toString(), SHARDS))
                .values()
                .forEach(id -> places.add(new Place(
                        node -> HostServiceGrpc.newFutureStub(node)
                                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .getHost(GetHostRequest.newBuilder()
                                        .setName(RecordingClient.region() + "/hosts/" + id)
                                        .build()),
                        new Waits())));
        return places;
    }

    /** A name that nobody uses in each shard. */
    static Map<ShardId, String> onePerShard(Function<String, ShardId> shardOf) {
        Map<ShardId, String> names = new TreeMap<>();
        for (int i = 0; names.size() < SHARDS; i++) {
            String id = "nobody-" + i;
            names.putIfAbsent(shardOf.apply(id), id);
        }
        return names;
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
        Place place = places.get(turn % places.size());
        // A step more after each round of all shards, so that each is asked through every node.
        int node = (turn + turn / places.size()) % nodes.size();
        turn = Math.floorMod(turn + 1, places.size() * nodes.size());
        long start = System.nanoTime();
        place.waits().asked(start);
        Futures.addCallback(
                place.question().apply(nodes.get(node == avoided ? (node + 1) % nodes.size() : node)),
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object exists) {
                        place.waits().answered(new Waits.Answered(start, System.nanoTime()));
                    }

                    @Override
                    public void onFailure(Throwable failed) {
                        if (Status.fromThrowable(failed).getCode() == Status.Code.NOT_FOUND) {
                            place.waits().answered(new Waits.Answered(start, System.nanoTime()));
                        }
                    }
                },
                timer);
    }

    private void again() {
        try {
            var _ = timer.schedule(this::ask, every.toNanos() / places.size(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException over) {
            // The region was closed.
        }
    }

    /** Whether every shard has answered a question that was asked after this moment. */
    public boolean answeredSince(long nanos) {
        return places.stream().allMatch(place -> place.waits().answeredSince(nanos));
    }

    /** How long shards had no answer since this moment, each by its own questions. */
    public Silences silences(long fromNanos) {
        return Silences.of(places.stream()
                .map(place -> place.waits().longestSince(fromNanos))
                .toList());
    }
}
