package dev.holdfast.node;

import static dev.holdfast.node.WestRegion.CALL_SECONDS;
import static dev.holdfast.node.WestRegion.PARENT;
import static dev.holdfast.node.WestRegion.await;
import static dev.holdfast.node.WestRegion.createInstance;
import static dev.holdfast.node.WestRegion.get;
import static dev.holdfast.node.WestRegion.listed;
import static dev.holdfast.node.WestRegion.names;
import static dev.holdfast.node.WestRegion.register;
import static dev.holdfast.node.WestRegion.watched;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.log.StrayCopies;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A region of three nodes in one process, over one store: spoken to through any of them, left by one of them. */
class RegionOfNodesTest {
    private static final int HEAVY = 24;

    /** As much as an instance may have: some sixty kilobytes. */
    private static final Map<String, String> METADATA =
            IntStream.range(0, 60).boxed().collect(Collectors.toMap(number -> "key-" + number, _ -> "x".repeat(1_000)));

    @Test
    void anyNodeAnswersForAnyInstanceAndTheirHostsAgentsMayBeConnectedToAnyNode() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            awaitEvenedOut(region);
            for (int number = 0; number < 3; number++) {
                register(region.patient((number + 1) % 3), "host-" + number);
                ScriptedAgent agent = new ScriptedAgent(region.patient(number), "west", "host-" + number);
                agent.welcome.get(CALL_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(IntStream.range(0, HEAVY)
                            .mapToObj(i ->
                                    ShardId.of("instance", "shop/web-" + i, 8).number())
                            .collect(Collectors.groupingBy(shard -> shard, Collectors.counting()))
                            .values())
                    .as("one shard has more of these than go into one message")
                    .anyMatch(count -> count > 4);
            List<Operation> begun = new ArrayList<>();
            for (int i = 0; i < HEAVY; i++) {
                begun.add(createInstance(region.patient(2), "web-" + i, "create-" + i, METADATA));
            }
            for (int i = 0; i < HEAVY; i++) {
                assertThat(await(region.patient(i % 3), begun.get(i)).hasResponse())
                        .isTrue();
            }
            Set<String> ids = names(HEAVY);
            Set<String> hosts = new TreeSet<>();
            for (int number = 0; number < 3; number++) {
                for (String name : ids) {
                    Instance instance = get(region.patient(number), name);
                    assertThat(instance.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
                    hosts.add(instance.getPlacement().getHost());
                }
                assertThat(listed(region.patient(number)))
                        .as("listed by node %d", number)
                        .isEqualTo(ids);
                assertThat(watched(region.patient(number)))
                        .as("watched at node %d", number)
                        .isEqualTo(ids);
            }
            assertThat(hosts).hasSize(3);
            for (int number = 0; number < 3; number++) {
                assertThat(health(region.node(number))).contains("\"serving\"", "\"west\"");
            }
        }
    }

    /** Until no shard moves any more: a scripted agent does not come back when its host's entity goes elsewhere. */
    private static void awaitEvenedOut(NodesOfOneRegion region) {
        for (String type : List.of("instance", "host")) {
            org.awaitility.Awaitility.await(type + " shards of each node")
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> IntStream.range(0, 3)
                                    .mapToLong(number -> owned(region.node(number), type))
                                    .sorted()
                                    .boxed()
                                    .toList(),
                            List.of(2L, 3L, 3L)::equals);
        }
    }

    private static long owned(Node node, String type) {
        ShardLogs logs = ShardLogs.get(node.system());
        return IntStream.range(0, 8)
                .filter(shard -> StrayCopies.worksOn(logs, new ShardId(type, shard)))
                .count();
    }

    /** The oldest is the hardest to part with: where shards live is decided there. */
    @Test
    void whenTheOldestNodeLeavesUnderCallsNoneFailsThatIsSentAgainOnce() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            List<Channel> channels = List.of(region.channel(0), region.channel(1), region.channel(2));
            ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
            Set<String> acknowledged = java.util.concurrent.ConcurrentHashMap.newKeySet();
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger again = new AtomicInteger();
            AtomicLong longest = new AtomicLong();
            AtomicBoolean over = new AtomicBoolean();
            AtomicReference<CountDownLatch> rounds = new AtomicReference<>(new CountDownLatch(30));
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                int mine = client;
                clients.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; !over.get(); i++) {
                        String id = "c" + mine + "-" + i;
                        List<Channel> order = rotated(channels, mine + i);
                        calls.addAndGet(3);
                        long began = System.nanoTime();
                        atMostTwice(order, again, failures, "list", WestRegion::listed);
                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                        began = System.nanoTime();
                        atMostTwice(order, again, failures, "create " + id, to -> createInstance(to, id, id))
                                .ifPresent(_ -> acknowledged.add(PARENT + "/instances/" + id));
                        atMostTwice(order, again, failures, "get " + id, to -> get(to, PARENT + "/instances/" + id));
                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                        rounds.get().countDown();
                    }
                }));
            }
            assertThat(rounds.get().await(30, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> left = CompletableFuture.runAsync(
                    () -> region.node(0).close(), task -> Thread.ofPlatform().start(task));
            left.get(45, TimeUnit.SECONDS);
            assertThat(NodeMain.ended(region.node(0))).isZero();
            rounds.set(new CountDownLatch(30));
            assertThat(rounds.get().await(30, TimeUnit.SECONDS))
                    .as("calls go on")
                    .isTrue();
            over.set(true);
            for (Thread client : clients) {
                assertThat(client.join(Duration.ofSeconds(45))).isTrue();
            }
            System.out.println(
                    calls.get() + " calls, " + again.get() + " sent again, the longest wait for a list, or a create and"
                            + " a get, was " + TimeUnit.NANOSECONDS.toMillis(longest.get()) + " ms");
            // The edge gives calls under way five seconds; none may need them.
            assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(4));
            assertThat(failures).isEmpty();
            assertThat(listed(region.patient(1))).containsAll(acknowledged);
        }
    }

    private static <T> java.util.Optional<T> atMostTwice(
            List<Channel> order,
            AtomicInteger again,
            ConcurrentLinkedQueue<String> failures,
            String what,
            Function<Channel, T> call) {
        try {
            return java.util.Optional.of(call.apply(order.get(0)));
        } catch (StatusRuntimeException first) {
            again.incrementAndGet();
            try {
                return java.util.Optional.of(call.apply(order.get(1)));
            } catch (StatusRuntimeException second) {
                failures.add(what + ": " + first.getStatus() + ", then " + second.getStatus());
                return java.util.Optional.empty();
            }
        }
    }

    private static List<Channel> rotated(List<Channel> channels, int by) {
        List<Channel> order = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            order.add(channels.get((by + i) % channels.size()));
        }
        return order;
    }

    private static String health(Node node) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/health"))
                                    .timeout(Duration.ofSeconds(CALL_SECONDS))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
