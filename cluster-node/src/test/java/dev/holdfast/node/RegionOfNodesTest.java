package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.log.StrayCopies;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A region of three nodes in one process, over one store: spoken to through any of them, left by one of them. */
class RegionOfNodesTest {
    private static final String PARENT = "projects/shop/regions/west";
    private static final long CALL_SECONDS = 20;
    private static final int HEAVY = 24;

    /** As much as an instance may have: some sixty kilobytes. */
    private static final Map<String, String> METADATA =
            IntStream.range(0, 60).boxed().collect(Collectors.toMap(number -> "key-" + number, _ -> "x".repeat(1_000)));

    @Test
    void anyNodeAnswersForAnyInstanceAndTheirHostsAgentsMayBeConnectedToAnyNode() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            for (int number = 0; number < 3; number++) {
                register(region.channel((number + 1) % 3), "host-" + number);
                ScriptedAgent agent = new ScriptedAgent(region.channel(number), "west", "host-" + number);
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
                begun.add(create(region.channel(2), "web-" + i, "create-" + i, METADATA));
            }
            for (int i = 0; i < HEAVY; i++) {
                assertThat(await(region.channel(i % 3), begun.get(i)).hasResponse())
                        .isTrue();
            }
            Set<String> ids = names(HEAVY);
            Set<String> hosts = new TreeSet<>();
            for (int number = 0; number < 3; number++) {
                for (String name : ids) {
                    Instance instance = get(region.channel(number), name);
                    assertThat(instance.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
                    hosts.add(instance.getPlacement().getHost());
                }
                assertThat(listed(region.channel(number)))
                        .as("listed by node %d", number)
                        .isEqualTo(ids);
                assertThat(watched(region.channel(number)))
                        .as("watched at node %d", number)
                        .isEqualTo(ids);
            }
            assertThat(hosts).hasSize(3);
            for (int number = 0; number < 3; number++) {
                ShardLogs logs = ShardLogs.get(region.node(number).system());
                org.awaitility.Awaitility.await("shards of node " + number)
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> IntStream.range(0, 8)
                                .anyMatch(shard -> StrayCopies.worksOn(logs, new ShardId("instance", shard))));
                assertThat(health(region.node(number))).contains("\"serving\"", "\"west\"");
            }
        }
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
            AtomicBoolean over = new AtomicBoolean();
            AtomicReference<CountDownLatch> rounds = new AtomicReference<>(new CountDownLatch(30));
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                int mine = client;
                clients.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; !over.get(); i++) {
                        String id = "c" + mine + "-" + i;
                        List<Channel> order = rotated(channels, mine + i);
                        calls.addAndGet(2);
                        atMostTwice(order, again, failures, "create " + id, to -> create(to, id, id))
                                .ifPresent(_ -> acknowledged.add(PARENT + "/instances/" + id));
                        atMostTwice(order, again, failures, "get " + id, to -> get(to, PARENT + "/instances/" + id));
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
            assertThat(failures).isEmpty();
            assertThat(listed(region.channel(1))).containsAll(acknowledged);
        }
    }

    @Test
    void whoIsCutOffIsRefusedByTheStoreWhileTheOthersGoOnWithWhatItOwned() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            for (int i = 0; i < 24; i++) {
                create(region.channel(i % 3), "web-" + i, "create-" + i);
            }
            region.node(2).close();
            // One that takes long to notice that it is alone, as if it had been paused.
            region.startAgain(2, "pekko.cluster.split-brain-resolver.stable-after = 120s");
            ShardLogs logs = ShardLogs.get(region.node(2).system());
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> names(24).stream().anyMatch(name -> isOwned(logs, name)));
            String owned = names(24).stream()
                    .filter(name -> isOwned(logs, name))
                    .findFirst()
                    .orElseThrow();
            assertThat(get(region.channel(2), owned).getName()).isEqualTo(owned);

            region.cutOff(2);
            Instance elsewhere =
                    eventually(() -> get(instances(region.channel(0)).withDeadlineAfter(2, TimeUnit.SECONDS), owned));
            assertThat(elsewhere.getName()).isEqualTo(owned);
            assertThat(eventually(() -> listed(instances(region.channel(1)).withDeadlineAfter(2, TimeUnit.SECONDS))))
                    .isEqualTo(names(24));
            var _ = delete(region.channel(1), owned);

            assertThat(refusal(() -> delete(region.channel(2), owned))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(refusal(() -> get(region.channel(2), owned))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(region.node(2).ending()).as("it has not noticed").isEmpty();
        }
    }

    @Test
    void whoIsLeftAloneEndsByItselfAndComesBackUnderItsOldAddress() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            create(region.channel(1), "web-0", "create-0");
            region.cutOff(1);
            region.node(1).ended().toCompletableFuture().get(40, TimeUnit.SECONDS);
            assertThat(region.node(1).ending()).hasValueSatisfying(ending -> {
                assertThat(ending.asked()).isFalse();
                assertThat(ending.why()).contains("cut off from most nodes");
            });
            assertThat(NodeMain.ended(region.node(1))).isEqualTo(NodeMain.START_AGAIN);
            region.startAgain(1);
            assertThat(listed(region.channel(1))).isEqualTo(names(1));
            assertThat(eventually(() -> listed(region.channel(0)))).isEqualTo(names(1));
        }
    }

    private static boolean isOwned(ShardLogs logs, String name) {
        String id = "shop/" + name.substring(name.lastIndexOf('/') + 1);
        return StrayCopies.worksOn(logs, logs.locate("instance|" + id).shard());
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

    private static <T> T eventually(java.util.concurrent.Callable<T> call) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(call, _ -> true);
    }

    private static Set<String> names(int count) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            names.add(PARENT + "/instances/web-" + i);
        }
        return names;
    }

    private static Operation create(Channel to, String id, String requestId) {
        return create(to, id, requestId, Map.of());
    }

    private static Operation create(Channel to, String id, String requestId, Map<String, String> metadata) {
        return instances(to)
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent(PARENT)
                        .setInstanceId(id)
                        .setRequestId(requestId)
                        .setInstance(Instance.newBuilder()
                                .setSize(size(1))
                                .setImage("debian-13")
                                .putAllMetadata(metadata)
                                .setSpreadKey("web"))
                        .build());
    }

    private static Operation await(Channel to, Operation operation) {
        return OperationsGrpc.newBlockingStub(to)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(operation.getName())
                        .build());
    }

    private static Operation delete(Channel to, String name) {
        return instances(to)
                .deleteInstance(DeleteInstanceRequest.newBuilder().setName(name).build());
    }

    private static Instance get(Channel to, String name) {
        return get(instances(to), name);
    }

    private static Instance get(InstanceServiceGrpc.InstanceServiceBlockingStub instances, String name) {
        return instances.getInstance(
                GetInstanceRequest.newBuilder().setName(name).build());
    }

    private static Set<String> listed(Channel to) {
        return listed(instances(to));
    }

    private static Set<String> listed(InstanceServiceGrpc.InstanceServiceBlockingStub instances) {
        Set<String> names = new TreeSet<>();
        String token = "";
        do {
            var page = instances.listInstances(ListInstancesRequest.newBuilder()
                    .setParent(PARENT)
                    .setPageSize(1000)
                    .setPageToken(token)
                    .build());
            page.getInstancesList().forEach(instance -> names.add(instance.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return names;
    }

    private static Set<String> watched(Channel to) {
        Set<String> names = new TreeSet<>();
        Iterator<WatchInstancesResponse> watch = instances(to)
                .watchInstances(
                        WatchInstancesRequest.newBuilder().setParent(PARENT).build());
        while (watch.hasNext()) {
            WatchInstancesResponse message = watch.next();
            if (message.hasListEnd()) {
                break;
            }
            names.add(message.getListed().getName());
        }
        return names;
    }

    private static void register(ManagedChannel to, String host) {
        var _ = HostServiceGrpc.newBlockingStub(to)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/west")
                        .setHostId(host)
                        .setHost(Host.newBuilder().setCapacity(size(16)).setFaultDomain(host.replace("host", "fd")))
                        .build());
    }

    private static Quantities size(int cores) {
        return Quantities.newBuilder()
                .setCores(cores)
                .setMemoryMib(1024L * cores)
                .setDiskGib(cores)
                .build();
    }

    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances(Channel to) {
        return InstanceServiceGrpc.newBlockingStub(to).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    private static Status.Code refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refused =
                org.assertj.core.api.Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).isNotNull();
        return refused.getStatus().getCode();
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
