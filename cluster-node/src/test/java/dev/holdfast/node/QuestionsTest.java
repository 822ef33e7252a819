package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.BatchCreateResult;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.ExplainInstanceRequest;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.GetCapacityRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.GetRegionRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.InstanceVersion;
import dev.holdfast.v1.ListFindingsRequest;
import dev.holdfast.v1.ListFindingsResponse;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import dev.holdfast.v1.ListRegionsRequest;
import dev.holdfast.v1.ListSizesRequest;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.PlacementConstraints;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegionCapacity;
import dev.holdfast.v1.RegionServiceGrpc;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can be asked of a whole node, over gRPC: filters, orders, explanations, batches, capacity, sizes. */
class QuestionsTest {
    private static Node node;
    private static ManagedChannel channel;
    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances;
    private static OperationsGrpc.OperationsBlockingStub operations;
    private static HostServiceGrpc.HostServiceBlockingStub hosts;
    private static RegionServiceGrpc.RegionServiceBlockingStub regions;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 8, host = 8 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
        instances = InstanceServiceGrpc.newBlockingStub(channel);
        operations = OperationsGrpc.newBlockingStub(channel);
        hosts = HostServiceGrpc.newBlockingStub(channel);
        regions = RegionServiceGrpc.newBlockingStub(channel);
        register("host-1", 64);
        register("host-2", 32);
        new ScriptedAgent(channel, "host-1").welcome.get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        node.close();
    }

    @Test
    void aFilterAndAnOrderHoldAcrossPagesAndEachIsShownOnce() {
        String parent = parent("asked");
        IntStream.range(0, 24)
                .forEach(i -> instances.createInstance(create("asked", "i-%02d".formatted(i))
                        .setInstance(instance().setSize(size(1 + i % 3)).putLabels("tier", i % 2 == 0 ? "data" : "web"))
                        .build()));
        List<String> wanted = IntStream.range(0, 24)
                .boxed()
                .filter(i -> i % 2 == 0 && i % 3 > 0)
                .sorted(Comparator.comparingInt((Integer i) -> -(i % 3)).thenComparing(i -> i))
                .map("i-%02d"::formatted)
                .toList();

        assertThat(all(parent, "labels.tier = data AND cores >= 2", "cores desc", 3))
                .isEqualTo(wanted);
        assertThat(all(parent, "labels.tier = data AND cores >= 2", "", 3))
                .isEqualTo(wanted.stream().sorted().toList());
        assertThat(all(parent, "NOT name = i-* OR state = DELETED", "", 3)).isEmpty();
    }

    @Test
    void aTokenIsBoundToItsFilterAndOrder() throws Exception {
        for (String id : List.of("a", "b", "c")) {
            instances.createInstance(create("bound", id).build());
        }
        ListInstancesRequest first = ListInstancesRequest.newBuilder()
                .setParent(parent("bound"))
                .setFilter("cores = 1")
                .setOrderBy("image")
                .setPageSize(1)
                .build();
        String token = instances.listInstances(first).getNextPageToken();
        assertThat(token).isNotEmpty();
        for (ListInstancesRequest other : List.of(
                first.toBuilder().setFilter("cores = 2").build(),
                first.toBuilder().setOrderBy("image desc").build())) {
            StatusRuntimeException refused = refused(() -> instances.listInstances(
                    other.toBuilder().setPageToken(token).build()));
            assertThat(fields(refused)).containsExactly("page_token");
        }
    }

    @Test
    void aFilterThatIsNoneIsNamedWithItsColumnAndWhatWasExpected() throws Exception {
        StatusRuntimeException filter = refused(() -> instances.listInstances(ListInstancesRequest.newBuilder()
                .setParent(parent("asked"))
                .setFilter("state = RUNNING AND cores = many")
                .build()));
        assertThat(filter.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(filter.getStatus().getDescription()).isEqualTo("filter: column 29: expected a whole number");
        assertThat(fields(filter)).containsExactly("filter");
        StatusRuntimeException order = refused(() -> hosts.listHosts(ListHostsRequest.newBuilder()
                .setParent("regions/local")
                .setOrderBy("cores down")
                .build()));
        assertThat(order.getStatus().getDescription())
                .isEqualTo("order_by: column 7: expected desc, a comma or the end of the order");
    }

    @Test
    void hostsAreFilteredAndOrderedToo() {
        assertThat(hosts.listHosts(ListHostsRequest.newBuilder()
                                .setParent("regions/local")
                                .setFilter("cores >= 32 AND name = host-*")
                                .setOrderBy("cores")
                                .build())
                        .getHostsList())
                .extracting(Host::getName)
                .containsExactly("regions/local/hosts/host-2", "regions/local/hosts/host-1");
        assertThat(hosts.listHosts(ListHostsRequest.newBuilder()
                                .setParent("regions/local")
                                .setFilter("driver:*")
                                .build())
                        .getHostsList())
                .extracting(Host::getName)
                .containsExactly("regions/local/hosts/host-1");
    }

    @Test
    void oneThatNoHostTakesSaysWhyAndForHowLong() {
        instances.createInstance(create("explained", "nowhere")
                .setInstance(instance()
                        .setConstraints(PlacementConstraints.newBuilder().setFaultDomain("fd-none")))
                .build());

        ExplainInstanceResponse waiting = Awaitility.await()
                .until(() -> explain("explained", "nowhere"), ExplainInstanceResponse::hasPlacementRecorded);

        assertThat(waiting.getState()).isEqualTo(InstanceState.INSTANCE_STATE_PLACING);
        assertThat(waiting.getStanding()).isEqualTo("It looks for a host.");
        assertThat(waiting.getAwaitedList())
                .extracting(awaited -> awaited.getParty())
                .containsExactly("placer");
        assertThat(waiting.hasDeadline()).isTrue();
        assertThat(waiting.getPlacementNow().getHosts()).isEqualTo(2);
        assertThat(waiting.getPlacementNow().getFitting()).isZero();
        assertThat(waiting.getPlacementNow().getFailedList())
                .extracting(count -> count.getRule() + " " + count.getHosts())
                .containsExactlyInAnyOrder("FAULT_DOMAIN 1", "NOT_READY 1");
        assertThat(waiting.getEventsList())
                .extracting(event -> event.getKind())
                .startsWith("instance.requested.v2")
                .contains("instance.placement-deferred.v1");
    }

    @Test
    void oneThatRunsAndOneThatIsGoneTellHowTheyCameThere() {
        await(instances.createInstance(create("explained", "short").build()));
        ExplainInstanceResponse running = explain("explained", "short");
        assertThat(running.getStanding()).isEqualTo("It runs on host host-1.");
        assertThat(running.getAwaitedList()).isEmpty();
        assertThat(running.hasPlacementNow()).isFalse();
        assertThat(running.getEventsList().getLast().getParty()).isEqualTo("host:host-1");

        await(instances.deleteInstance(DeleteInstanceRequest.newBuilder()
                .setName(parent("explained") + "/instances/short")
                .build()));
        ExplainInstanceResponse gone = explain("explained", "short");
        assertThat(gone.getState()).isEqualTo(InstanceState.INSTANCE_STATE_DELETED);
        assertThat(gone.getEventsList().getFirst().getKind()).isEqualTo("instance.deletion-requested.v1");
        assertThat(refused(() -> explain("explained", "never")).getStatus().getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void anInstanceIsToldAsItWasUnderEveryEtagItEverHad() throws Exception {
        await(instances.createInstance(create("past", "web").build()));
        String name = parent("past") + "/instances/web";
        Instance running = instances.getInstance(
                GetInstanceRequest.newBuilder().setName(name).build());
        await(instances.stopInstance(
                StopInstanceRequest.newBuilder().setName(name).build()));

        assertThat(asOf(name, version(running.getEtag()))).isEqualTo(running);
        assertThat(asOf(name, version("1")).getState()).isEqualTo(InstanceState.INSTANCE_STATE_PENDING);
        assertThat(asOf(
                        name,
                        InstanceVersion.newBuilder()
                                .setTime(running.getUpdateTime())
                                .build()))
                .isEqualTo(running);
        assertThat(fields(refused(() -> asOf(name, version("zzz"))))).containsExactly("as_of.etag");
        assertThat(refused(() -> asOf(
                                name,
                                InstanceVersion.newBuilder()
                                        .setTime(Timestamp.newBuilder().setSeconds(1))
                                        .build()))
                        .getStatus()
                        .getDescription())
                .contains("nothing is kept of past/web from then or before");

        await(instances.deleteInstance(
                DeleteInstanceRequest.newBuilder().setName(name).build()));
        await(instances.createInstance(
                create("past", "web").setRequestId("second").build()));
        assertThat(asOf(name, version(running.getEtag())))
                .as("of an earlier life")
                .isEqualTo(running);
    }

    @Test
    void aDiffTellsWhatTheLastChangeDidAndWhatLiesBetweenTwoVersions() {
        await(instances.createInstance(create("diffed", "web")
                .setInstance(instance().putLabels("tier", "data"))
                .build()));
        String name = parent("diffed") + "/instances/web";
        String running = instances
                .getInstance(GetInstanceRequest.newBuilder().setName(name).build())
                .getEtag();
        await(instances.stopInstance(
                StopInstanceRequest.newBuilder().setName(name).build()));

        DiffInstanceResponse last = instances.diffInstance(
                DiffInstanceRequest.newBuilder().setName(name).build());
        assertThat(last.getChangesList())
                .extracting(change -> change.getPath() + ": " + change.getOldValue() + " -> " + change.getNewValue())
                .contains(
                        "state: \"INSTANCE_STATE_STOPPING\" -> \"INSTANCE_STATE_STOPPED\"",
                        "observation.power: \"OBSERVED_POWER_RUNNING\" -> \"OBSERVED_POWER_STOPPED\"");

        DiffInstanceResponse between = instances.diffInstance(DiffInstanceRequest.newBuilder()
                .setName(name)
                .setFrom(version("1"))
                .setTo(version(running))
                .build());
        assertThat(between.getChangesList())
                .extracting(change -> change.getPath() + ": " + change.getOldValue() + " -> " + change.getNewValue())
                .contains(
                        "state: \"INSTANCE_STATE_PENDING\" -> \"INSTANCE_STATE_RUNNING\"",
                        "placement.host:  -> \"regions/local/hosts/host-1\"")
                .noneMatch(change -> change.startsWith("labels") || change.startsWith("size"));
        assertThat(instances
                        .diffInstance(DiffInstanceRequest.newBuilder()
                                .setName(name)
                                .setFrom(version(running))
                                .setTo(version(running))
                                .build())
                        .getChangesList())
                .isEmpty();
    }

    @Test
    void aBatchIsAcknowledgedMemberByMemberAndOnceUnderItsRequestIds() {
        BatchCreateInstancesRequest batch = batch("batched", "a", "b", "c");
        List<BatchCreateResult> first = instances.batchCreateInstances(batch).getResultsList();
        assertThat(first)
                .extracting(result -> result.getOperation().getName())
                .allMatch(name -> name.startsWith(parent("batched") + "/operations/"))
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(instances.batchCreateInstances(batch).getResultsList())
                .extracting(result -> result.getOperation().getName())
                .isEqualTo(first.stream()
                        .map(each -> each.getOperation().getName())
                        .toList());
        assertThat(all(parent("batched"), "", "", 10)).containsExactly("a", "b", "c");
    }

    @Test
    void aBatchWithOneThatIsInvalidChangesNothingAndNamesIt() throws Exception {
        BatchCreateInstancesRequest good = batch("refused", "a", "b", "c");
        StatusRuntimeException rule = refused(() -> instances.batchCreateInstances(good.toBuilder()
                .setRequests(2, create("refused", "c").setInstance(instance().setSize(size(-1))))
                .build()));
        assertThat(rule.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fields(rule)).contains("requests[2].instance.size.cores");

        assertThat(fields(refused(() -> instances.batchCreateInstances(
                        good.toBuilder().setRequests(2, create("refused", "a")).build()))))
                .containsExactly("requests[2].instance_id");
        assertThat(fields(refused(() -> instances.batchCreateInstances(good.toBuilder()
                        .setRequests(1, create("refused", "b").clearRequestId().setValidateOnly(true))
                        .setRequests(2, create("elsewhere", "c"))
                        .build()))))
                .containsExactly("requests[1].request_id", "requests[1].validate_only", "requests[2].parent");
        assertThat(fields(refused(() -> instances.batchCreateInstances(good.toBuilder()
                        .setRequests(
                                1,
                                create("refused", "b")
                                        .setInstance(instance().clearSize().setSizeName("vast")))
                        .build()))))
                .containsExactly("requests[1].instance.size_name");
        assertThat(all(parent("refused"), "", "", 10)).isEmpty();
    }

    @Test
    void aBatchWithANameThatIsTakenChangesNothingAndNamesIt() throws Exception {
        instances.createInstance(create("taken", "b").setRequestId("earlier").build());
        StatusRuntimeException taken = refused(() -> instances.batchCreateInstances(batch("taken", "a", "b", "c")));
        assertThat(taken.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(taken.getStatus().getDescription()).startsWith("requests[1]: ");
        assertThat(detail(taken, ErrorInfo.class).getReason()).isEqualTo("ALREADY_EXISTS");
        assertThat(all(parent("taken"), "", "", 10)).containsExactly("b");
    }

    @Test
    void aBatchThatOnlyValidatesChangesNothing() {
        assertThat(instances
                        .batchCreateInstances(batch("dry", "a", "b").toBuilder()
                                .setValidateOnly(true)
                                .build())
                        .getResultsList())
                .hasSize(2)
                .allMatch(result -> result.getOperation().getDone());
        assertThat(all(parent("dry"), "", "", 10)).isEmpty();
    }

    @Test
    void theAuditorsOfAllShardsAreAskedAndHaveFoundNothing() {
        ListFindingsResponse found = regions.listFindings(
                ListFindingsRequest.newBuilder().setParent("regions/local").build());
        assertThat(found.getFindingsList()).isEmpty();
        assertThat(found.getTotal()).isZero();
    }

    @Test
    void aSizeByNameIsKeptAsWhatItStandsForAndAnUnknownOneListsThoseThereAre() throws Exception {
        assertThat(regions.listSizes(ListSizesRequest.newBuilder()
                                .setParent("regions/local")
                                .build())
                        .getSizesList())
                .extracting(NamedSize::getName)
                .containsExactly("small", "medium", "large", "xlarge");
        instances.createInstance(create("sized", "m")
                .setInstance(instance().clearSize().setSizeName("medium"))
                .build());
        Instance kept = instances.getInstance(GetInstanceRequest.newBuilder()
                .setName(parent("sized") + "/instances/m")
                .build());
        assertThat(kept.getSize().getCores()).isEqualTo(2);
        assertThat(kept.getSize().getMemoryMib()).isEqualTo(4_096);
        assertThat(kept.getSizeName()).isEmpty();

        StatusRuntimeException unknown = refused(() -> instances.createInstance(create("sized", "v")
                .setInstance(instance().clearSize().setSizeName("vast"))
                .build()));
        assertThat(fields(unknown)).containsExactly("instance.size_name");
        assertThat(unknown.getStatus().getDescription()).contains("small, medium, large, xlarge");
        for (Instance.Builder wrong : List.of(instance().clearSize(), instance().setSizeName("small"))) {
            assertThat(fields(refused(() -> instances.createInstance(
                            create("sized", "w").setInstance(wrong).build()))))
                    .containsExactly("instance.size");
        }
    }

    @Test
    void theRegionTellsItsCapacityByFaultDomainAndOnlyOfItself() {
        RegionCapacity capacity = regions.getCapacity(
                GetCapacityRequest.newBuilder().setName("regions/local").build());
        assertThat(capacity.getTotal().getHosts()).isEqualTo(2);
        assertThat(capacity.getTotal().getHostsOpen()).isEqualTo(1);
        assertThat(capacity.getTotal().getCapacity().getCores()).isEqualTo(96);
        assertThat(capacity.getFaultDomainsList())
                .extracting(domain -> domain.getFaultDomain())
                .containsExactly("fd-1", "fd-2");
        assertThat(capacity.getLargestList()).hasSize(1);
        assertThat(regions.getRegion(GetRegionRequest.newBuilder()
                                .setName("regions/local")
                                .build())
                        .getFaultDomains())
                .isEqualTo(2);
        assertThat(regions.listRegions(ListRegionsRequest.getDefaultInstance()).getRegionsList())
                .hasSize(1);
        assertThat(refused(() -> regions.getRegion(GetRegionRequest.newBuilder()
                                .setName("regions/elsewhere")
                                .build()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    private static List<String> all(String parent, String filter, String orderBy, int pageSize) {
        List<String> found = new ArrayList<>();
        String token = "";
        do {
            ListInstancesResponse page = instances.listInstances(ListInstancesRequest.newBuilder()
                    .setParent(parent)
                    .setFilter(filter)
                    .setOrderBy(orderBy)
                    .setPageSize(pageSize)
                    .setPageToken(token)
                    .build());
            assertThat(page.getInstancesCount()).isLessThanOrEqualTo(pageSize);
            page.getInstancesList()
                    .forEach(each ->
                            found.add(each.getName().substring(each.getName().lastIndexOf('/') + 1)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return found;
    }

    private static ExplainInstanceResponse explain(String project, String id) {
        return instances.explainInstance(ExplainInstanceRequest.newBuilder()
                .setName(parent(project) + "/instances/" + id)
                .build());
    }

    private static Instance asOf(String name, InstanceVersion version) {
        return instances.getInstance(
                GetInstanceRequest.newBuilder().setName(name).setAsOf(version).build());
    }

    private static InstanceVersion version(String etag) {
        return InstanceVersion.newBuilder().setEtag(etag).build();
    }

    private static BatchCreateInstancesRequest batch(String project, String... ids) {
        BatchCreateInstancesRequest.Builder batch =
                BatchCreateInstancesRequest.newBuilder().setParent(parent(project));
        for (String id : ids) {
            batch.addRequests(create(project, id));
        }
        return batch.build();
    }

    private static CreateInstanceRequest.Builder create(String project, String id) {
        return CreateInstanceRequest.newBuilder()
                .setParent(parent(project))
                .setInstanceId(id)
                .setInstance(instance())
                .setRequestId(id + "-1");
    }

    private static Instance.Builder instance() {
        return Instance.newBuilder().setImage("demo").setSize(size(1));
    }

    private static Quantities size(int cores) {
        return Quantities.newBuilder().setCores(cores).setMemoryMib(512).build();
    }

    private static String parent(String project) {
        return "projects/" + project + "/regions/local";
    }

    private static void register(String host, int cores) {
        hosts.registerHost(RegisterHostRequest.newBuilder()
                .setParent("regions/local")
                .setHostId(host)
                .setHost(Host.newBuilder()
                        .setFaultDomain("fd-" + host.substring(host.indexOf('-') + 1))
                        .setCapacity(Quantities.newBuilder().setCores(cores).setMemoryMib(262_144)))
                .build());
    }

    private static void await(Operation begun) {
        Operation done = operations
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        assertThat(done.getDone()).as(done.toString()).isTrue();
    }

    private static StatusRuntimeException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static List<String> fields(StatusRuntimeException refusal) throws InvalidProtocolBufferException {
        return detail(refusal, BadRequest.class).getFieldViolationsList().stream()
                .map(BadRequest.FieldViolation::getField)
                .toList();
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException refusal, Class<T> type)
            throws InvalidProtocolBufferException {
        com.google.rpc.Status status = Objects.requireNonNull(StatusProto.fromThrowable(refusal));
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                return any.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + status);
    }
}
