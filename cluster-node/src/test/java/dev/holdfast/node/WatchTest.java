package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.v1.ChangeKind;
import dev.holdfast.v1.CordonHostRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceChange;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.WatchHostsRequest;
import dev.holdfast.v1.WatchHostsResponse;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Watches of a whole node over gRPC. */
class WatchTest {
    private static Node node;
    private static ManagedChannel channel;
    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances;
    private static HostServiceGrpc.HostServiceBlockingStub hosts;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.resource.kept-changes = 4096
                holdfast.watch.unread-changes-at-most = 32
                holdfast.watch.progress-every = 300ms
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                holdfast.edge.watches-at-most = 12
                """)));
        channel = channel();
        instances = InstanceServiceGrpc.newBlockingStub(channel);
        hosts = HostServiceGrpc.newBlockingStub(channel);
    }

    private static ManagedChannel channel() {
        return NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        node.close();
    }

    @Test
    void aWatchTellsWhatThereIsThenEveryChangeAsTheLogHasItAndOnesOwnWritesAreInIt() {
        create("own", "before");
        try (Watch watch = new Watch("own", "")) {
            assertThat(watch.next().getListed().getName()).isEqualTo(name("own", "before"));
            assertThat(watch.next().hasListEnd()).isTrue();
            create("own", "after");
            delete("own", "after");
            create("other", "unseen");
            List<InstanceChange> changes = watch.changesUntilDeleted();
            assertThat(changes)
                    .allMatch(change -> change.getInstance().getName().equals(name("own", "after")));
            assertThat(changes.getFirst().getKind()).isEqualTo(ChangeKind.CHANGE_KIND_CREATED);
            assertThat(changes.getLast().getKind()).isEqualTo(ChangeKind.CHANGE_KIND_DELETED);
            assertThat(changes.getLast().getInstance().getState()).isEqualTo(InstanceState.INSTANCE_STATE_DELETED);
            assertThat(changes.subList(1, changes.size() - 1))
                    .extracting(InstanceChange::getKind)
                    .containsOnly(ChangeKind.CHANGE_KIND_CHANGED);
            assertThat(changes)
                    .extracting(InstanceChange::getSequence)
                    .isEqualTo(events("own", "after").stream()
                            .map(InstanceEvent::getSequence)
                            .toList());
        }
    }

    @Test
    void fromTheTokenOfEveryChangeTheRestIsToldAndNothingElse() {
        List<InstanceChange> all = new ArrayList<>();
        String first;
        try (Watch watch = new Watch("resume", "")) {
            first = watch.next().getListEnd().getResumeToken();
            create("resume", "a");
            delete("resume", "a");
            all.addAll(watch.changesUntilDeleted());
            create("resume", "b");
            delete("resume", "b");
            all.addAll(watch.changesUntilDeleted());
        }
        for (int seen = 0; seen <= all.size(); seen++) {
            String token = seen == 0 ? first : all.get(seen - 1).getResumeToken();
            try (Watch watch = new Watch("resume", token)) {
                List<InstanceChange> told = new ArrayList<>();
                for (int i = seen; i < all.size(); i++) {
                    told.add(watch.next().getChange());
                }
                // Of two shards, nobody knows which is heard first.
                for (String id : List.of("a", "b")) {
                    assertThat(of(id, told)).isEqualTo(of(id, all.subList(seen, all.size())));
                }
                assertThat(watch.next().hasProgress()).isTrue();
            }
        }
    }

    /** What was told of one instance, without the tokens, which count what was told of others. */
    private static List<InstanceChange> of(String id, List<InstanceChange> changes) {
        return changes.stream()
                .filter(change -> change.getInstance().getName().equals(name("resume", id)))
                .map(change -> change.toBuilder().clearResumeToken().build())
                .toList();
    }

    @Test
    void progressComesWithoutChangesAndItsTokenIsGood() {
        try (Watch watch = new Watch("quiet", "")) {
            assertThat(watch.next().hasListEnd()).isTrue();
            watch.next();
            String token = watch.next().getProgress().getResumeToken();
            try (Watch again = new Watch("quiet", token)) {
                assertThat(again.next().hasProgress()).isTrue();
                create("quiet", "at-last");
                WatchInstancesResponse told = again.next();
                while (told.hasProgress()) {
                    told = again.next();
                }
                assertThat(told.getChange().getKind()).isEqualTo(ChangeKind.CHANGE_KIND_CREATED);
            }
        }
    }

    @Test
    void garbageAndTheTokenOfAnotherProjectAreRefusedByField() {
        String token;
        try (Watch watch = new Watch("bound", "")) {
            token = watch.next().getListEnd().getResumeToken();
        }
        assertThat(refused("bound", "garbage").getStatus().getDescription()).isEqualTo("resume_token: is none of ours");
        StatusRuntimeException misused = refused("unbound", token);
        assertThat(misused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(misused.getStatus().getDescription())
                .isEqualTo("resume_token: was given for a request with other arguments");
        StatusRuntimeException elsewhere = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> instances
                        .watchInstances(WatchInstancesRequest.newBuilder()
                                .setParent("projects/bound/regions/mars")
                                .build())
                        .hasNext());
        assertThat(elsewhere.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void hostsAreWatchedToo() {
        Iterator<WatchHostsResponse> watch = hosts.withDeadlineAfter(30, TimeUnit.SECONDS)
                .watchHosts(WatchHostsRequest.newBuilder()
                        .setParent("regions/local")
                        .build());
        assertThat(watch.next().hasListEnd()).isTrue();
        hosts.registerHost(RegisterHostRequest.newBuilder()
                .setParent("regions/local")
                .setHostId("host-1")
                .setHost(Host.newBuilder()
                        .setFaultDomain("fd-1")
                        .setCapacity(Quantities.newBuilder().setCores(1).setMemoryMib(512)))
                .build());
        hosts.cordonHost(CordonHostRequest.newBuilder()
                .setName("regions/local/hosts/host-1")
                .build());
        List<WatchHostsResponse> told = new ArrayList<>();
        while (told.size() < 2) {
            WatchHostsResponse next = watch.next();
            if (next.hasChange()) {
                told.add(next);
            }
        }
        assertThat(told)
                .extracting(each -> each.getChange().getKind())
                .containsExactly(ChangeKind.CHANGE_KIND_CREATED, ChangeKind.CHANGE_KIND_CHANGED);
        assertThat(told.getLast().getChange().getHost().getState())
                .isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_CORDONED);
    }

    /** The network's own buffers take about a megabyte; what waits after that is counted. */
    @Test
    void aWatcherThatDoesNotReadIsToldAndGoesOnFromItsLastTokenWithoutAGap() throws Exception {
        ManagedChannel slowly = channel();
        Unread unread = new Unread(slowly);
        assertThat(unread.one().hasListEnd()).isTrue();
        int created = 120;
        for (int i = 0; i < created; i++) {
            instances.createInstance(request("slow", "i-" + i).toBuilder()
                    .setInstance(instance().toBuilder().setUserData("x".repeat(16_000)))
                    .build());
        }
        List<InstanceChange> told = unread.rest();
        Status ended = unread.ended.get(30, TimeUnit.SECONDS);
        slowly.shutdownNow();
        assertThat(ended.getCode()).as(ended.toString()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(ended.getDescription()).endsWith("changes wait to be read");

        SortedMap<String, List<Long>> sequences = new TreeMap<>();
        told.forEach(change -> note(sequences, change));
        assertThat(sequences).hasSizeLessThan(created);
        try (Watch watch = new Watch("slow", told.getLast().getResumeToken())) {
            WatchInstancesResponse next = watch.next();
            while (!next.hasProgress()) {
                note(sequences, next.getChange());
                next = watch.next();
            }
        }
        assertThat(sequences).hasSize(created);
        sequences.forEach((name, seen) -> assertThat(seen)
                .as(name)
                .hasSizeGreaterThanOrEqualTo(2)
                .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList()));
    }

    private static void note(SortedMap<String, List<Long>> sequences, InstanceChange change) {
        sequences
                .computeIfAbsent(change.getInstance().getName(), _ -> new ArrayList<>())
                .add(change.getSequence());
    }

    @Test
    void oneWatchTooManyIsToldToComeBackLater() {
        List<Watch> open = new ArrayList<>();
        StatusRuntimeException busy = catchThrowableOfType(StatusRuntimeException.class, () -> {
            for (int i = 0; i <= 12; i++) {
                open.add(new Watch("many", ""));
                open.getLast().next();
            }
        });
        assertThat(busy.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(busy.getStatus().getDescription()).contains(" of project many are running on this node");
        assertThat(reason(busy)).isEqualTo("OVERLOADED");
        open.forEach(Watch::close);
    }

    /** A watcher that reads what it is asked for. */
    private static final class Watch implements AutoCloseable {
        private final Context.CancellableContext context = Context.current().withCancellation();
        private final Iterator<WatchInstancesResponse> stream;

        private Watch(String project, String token) {
            Context before = context.attach();
            try {
                stream = instances.withDeadlineAfter(30, TimeUnit.SECONDS).watchInstances(watching(project, token));
            } finally {
                context.detach(before);
            }
        }

        private WatchInstancesResponse next() {
            return stream.next();
        }

        private List<InstanceChange> changesUntilDeleted() {
            List<InstanceChange> changes = new ArrayList<>();
            while (changes.isEmpty() || changes.getLast().getKind() != ChangeKind.CHANGE_KIND_DELETED) {
                WatchInstancesResponse next = next();
                if (next.hasChange()) {
                    changes.add(next.getChange());
                }
            }
            return changes;
        }

        @Override
        public void close() {
            context.cancel(null);
        }
    }

    /** A watcher that reads nothing of its own accord. */
    private static final class Unread {
        private final ClientCall<WatchInstancesRequest, WatchInstancesResponse> call;
        private final BlockingQueue<WatchInstancesResponse> read = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> ended = new CompletableFuture<>();

        private Unread(ManagedChannel channel) {
            call = channel.newCall(InstanceServiceGrpc.getWatchInstancesMethod(), CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(WatchInstancesResponse message) {
                            read.add(message);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.sendMessage(watching("slow", ""));
            call.halfClose();
        }

        private WatchInstancesResponse one() throws InterruptedException {
            call.request(1);
            return Objects.requireNonNull(read.poll(30, TimeUnit.SECONDS));
        }

        private List<InstanceChange> rest() throws Exception {
            call.request(100_000);
            ended.get(30, TimeUnit.SECONDS);
            return read.stream()
                    .filter(WatchInstancesResponse::hasChange)
                    .map(WatchInstancesResponse::getChange)
                    .toList();
        }
    }

    private static WatchInstancesRequest watching(String project, String token) {
        return WatchInstancesRequest.newBuilder()
                .setParent("projects/" + project + "/regions/local")
                .setResumeToken(token)
                .build();
    }

    private static void create(String project, String id) {
        instances.createInstance(request(project, id));
    }

    private static void delete(String project, String id) {
        instances.deleteInstance(
                DeleteInstanceRequest.newBuilder().setName(name(project, id)).build());
    }

    private static CreateInstanceRequest request(String project, String id) {
        return CreateInstanceRequest.newBuilder()
                .setParent("projects/" + project + "/regions/local")
                .setInstanceId(id)
                .setInstance(instance())
                .build();
    }

    private static Instance instance() {
        return Instance.newBuilder()
                .setImage("demo")
                .setSize(Quantities.newBuilder().setCores(1).setMemoryMib(512))
                .build();
    }

    private static String name(String project, String id) {
        return "projects/" + project + "/regions/local/instances/" + id;
    }

    private static List<InstanceEvent> events(String project, String id) {
        return instances
                .listInstanceEvents(ListInstanceEventsRequest.newBuilder()
                        .setParent(name(project, id))
                        .setPageSize(1_000)
                        .build())
                .getEventsList();
    }

    private static StatusRuntimeException refused(String project, String token) {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> instances
                        .withDeadlineAfter(30, TimeUnit.SECONDS)
                        .watchInstances(watching(project, token))
                        .hasNext());
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static String reason(StatusRuntimeException refusal) {
        try {
            for (Any any :
                    Objects.requireNonNull(StatusProto.fromThrowable(refusal)).getDetailsList()) {
                if (any.is(ErrorInfo.class)) {
                    return any.unpack(ErrorInfo.class).getReason();
                }
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
        throw new AssertionError("no ErrorInfo in " + refusal);
    }
}
