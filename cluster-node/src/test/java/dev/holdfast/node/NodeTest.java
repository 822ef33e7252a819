package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.FieldMask;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.CordonHostRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeallocateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.LeaseGrant;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstanceEventsResponse;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.RestartInstanceRequest;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole node, spoken to over gRPC by users, operators and an agent. */
class NodeTest {
    private static final String PARENT = "projects/default/regions/local";

    /** What hosts' silence and leases are counted by goes this many times as fast as the wall's clock. */
    private static volatile long pace = 1;

    private static final AtomicLong ahead = new AtomicLong();
    private static final AtomicLong told = new AtomicLong();
    private static final long began = System.nanoTime();
    private static Node node;
    private static ManagedChannel channel;
    private static ScriptedAgent agent;
    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances;
    private static OperationsGrpc.OperationsBlockingStub operations;
    private static HostServiceGrpc.HostServiceBlockingStub hosts;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(
                NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 8, host = 8 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)), UnaryOperator.identity(), NodeTest::elapsed);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
        instances = InstanceServiceGrpc.newBlockingStub(channel);
        operations = OperationsGrpc.newBlockingStub(channel);
        hosts = HostServiceGrpc.newBlockingStub(channel);
        register("host-1");
        agent = new ScriptedAgent(channel, "host-1");
        agent.welcome.get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        node.close();
    }

    private static long elapsed() {
        synchronized (told) {
            long now = System.nanoTime() - began;
            return ahead.addAndGet((now - told.getAndSet(now)) * pace);
        }
    }

    @Test
    void aSilentHostLosesWhatItsLeaseCoversToAnotherHostAndTheRestToAPersonsWord() throws Exception {
        registerInPair("pair-1");
        ScriptedAgent first = ScriptedAgent.withLease(channel, "pair-1");
        first.welcome.get(10, TimeUnit.SECONDS);
        first.renew();
        LeaseGrant grant =
                java.util.Objects.requireNonNull(first.granted.poll(20, TimeUnit.SECONDS), "no lease was granted");
        assertThat(grant.getAgentLife()).isEqualTo(1);
        assertThat(grant.getNumber()).isEqualTo(1);
        assertThat(host("pair-1").getLease().hasLeft()).isTrue();
        await(createInPair("stopped-on-silence", OnSilence.ON_SILENCE_STOP));
        await(createInPair("kept-on-silence", OnSilence.ON_SILENCE_KEEP));
        assertThat(get("stopped-on-silence").getOnSilence()).isEqualTo(OnSilence.ON_SILENCE_STOP);
        assertThat(first.assignments)
                .extracting(assignment -> assignment.getWorkload().getOnSilence())
                .containsExactlyInAnyOrder(OnSilence.ON_SILENCE_STOP, OnSilence.ON_SILENCE_KEEP);
        StatusRuntimeException heard = refused(() -> confirmFenced("pair-1", "confirm-1"));
        assertThat(heard.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(heard.getStatus().getDescription())
                .isEqualTo("host pair-1 is UP; only a LOST host can be confirmed fenced");

        registerInPair("pair-2");
        ScriptedAgent second = ScriptedAgent.withLease(channel, "pair-2");
        second.welcome.get(10, TimeUnit.SECONDS);
        first.leave();
        pace = 4;
        try {
            awaitUntil(() -> {
                second.renew();
                return host("pair-1").getState() == dev.holdfast.v1.HostState.HOST_STATE_LOST;
            });
        } finally {
            pace = 1;
        }
        awaitUntil(() -> state("stopped-on-silence") == InstanceState.INSTANCE_STATE_DISCONNECTED
                && state("kept-on-silence") == InstanceState.INSTANCE_STATE_DISCONNECTED);
        second.renew();
        ahead.addAndGet(LeaseTerms.provenAfter().toNanos());

        awaitUntil(() -> {
            second.renew();
            return state("stopped-on-silence") == InstanceState.INSTANCE_STATE_RUNNING;
        });
        Instance healed = get("stopped-on-silence");
        assertThat(healed.getPlacement().getHost()).isEqualTo("regions/local/hosts/pair-2");
        assertThat(healed.getPlacement().getEpoch()).isEqualTo(2);
        assertThat(state("kept-on-silence")).isEqualTo(InstanceState.INSTANCE_STATE_DISCONNECTED);
        assertThat(host("pair-1").getState()).isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_LOST);

        assertThat(confirmFenced("pair-1", "confirm-2").getState())
                .isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_GONE);
        assertThat(confirmFenced("pair-1", "confirm-2").getState())
                .isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_GONE);
        awaitUntil(() -> {
            second.renew();
            return state("kept-on-silence") == InstanceState.INSTANCE_STATE_RUNNING;
        });
        assertThat(get("kept-on-silence").getPlacement().getEpoch()).isEqualTo(2);
        assertThat(second.assignments)
                .extracting(dev.holdfast.v1.Assignment::getEpoch)
                .containsExactly(2L, 2L);
        // Its agent asks for no lease, and is heard all the same.
        awaitUntil(() -> host("host-1").getState() == dev.holdfast.v1.HostState.HOST_STATE_UP);
        // The other tests' instances are for host-1.
        assertThat(hosts.cordonHost(CordonHostRequest.newBuilder()
                                .setName("regions/local/hosts/pair-2")
                                .build())
                        .getState())
                .isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_CORDONED);
    }

    @Test
    void anUnknownPolicyOfSilenceIsRefusedByItsField() {
        StatusRuntimeException refused = refused(() -> instances.createInstance(request("odd", "odd-1").toBuilder()
                .setInstance(instance().toBuilder().setOnSilenceValue(9))
                .build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains("instance.on_silence");
        StatusRuntimeException unhealed = refused(() -> instances.createInstance(request("odd", "odd-2").toBuilder()
                .setInstance(instance().toBuilder().setHealingValue(9))
                .build()));
        assertThat(unhealed.getStatus().getDescription()).contains("instance.healing");
        StatusRuntimeException reasonless = refused(() -> hosts.confirmFenced(ConfirmFencedRequest.newBuilder()
                .setName("regions/local/hosts/host-1")
                .build()));
        assertThat(reasonless.getStatus().getDescription()).contains("reason");
        StatusRuntimeException forEver = refused(() -> instances.updateInstance(UpdateInstanceRequest.newBuilder()
                .setInstance(Instance.newBuilder().setName(name("odd")))
                .setUpdateMask(FieldMask.newBuilder().addPaths("on_silence"))
                .build()));
        assertThat(forEver.getStatus().getDescription()).contains("'on_silence' cannot be changed");
    }

    private static void registerInPair(String host) {
        hosts.registerHost(RegisterHostRequest.newBuilder()
                .setParent("regions/local")
                .setHostId(host)
                .setHost(Host.newBuilder()
                        .setFaultDomain("fd-pair")
                        .putLabels("pair", "yes")
                        .setCapacity(Quantities.newBuilder().setCores(8).setMemoryMib(8_192)))
                .build());
    }

    private static Operation createInPair(String id, OnSilence onSilence) {
        return instances.createInstance(request(id, id).toBuilder()
                .setInstance(instance().toBuilder()
                        .setOnSilence(onSilence)
                        .setConstraints(dev.holdfast.v1.PlacementConstraints.newBuilder()
                                .putHostLabels("pair", "yes")))
                .build());
    }

    private static Host confirmFenced(String host, String requestId) {
        return hosts.confirmFenced(ConfirmFencedRequest.newBuilder()
                .setName("regions/local/hosts/" + host)
                .setReason("pulled the plug")
                .setRequestId(requestId)
                .build());
    }

    private static Host host(String id) {
        return hosts.getHost(
                GetHostRequest.newBuilder().setName("regions/local/hosts/" + id).build());
    }

    private static InstanceState state(String id) {
        return get(id).getState();
    }

    private static void awaitUntil(Callable<Boolean> so) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(so);
    }

    @Test
    void anInstanceGoesThroughItsWholeLife() {
        Operation created = await(create("life", "life-1"));
        assertThat(created.getName()).matches(PARENT + "/operations/life\\.[0-9]+");
        assertThat(created.hasResponse()).as(created.toString()).isTrue();
        Instance running = get("life");
        assertThat(running.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
        assertThat(running.getPlacement().getHost()).isEqualTo("regions/local/hosts/host-1");
        assertThat(hosts.getHost(GetHostRequest.newBuilder()
                                .setName("regions/local/hosts/host-1")
                                .build())
                        .getClaimsList())
                .anyMatch(claim -> claim.getInstance().equals(name("life"))
                        && claim.getWanted().equals("RUNNING"));

        await(instances.stopInstance(
                StopInstanceRequest.newBuilder().setName(name("life")).build()));
        assertThat(get("life").getState()).isEqualTo(InstanceState.INSTANCE_STATE_STOPPED);
        await(instances.startInstance(
                StartInstanceRequest.newBuilder().setName(name("life")).build()));
        assertThat(get("life").getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
        await(instances.deleteInstance(
                DeleteInstanceRequest.newBuilder().setName(name("life")).build()));
        assertThat(refused(() -> get("life")).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);

        List<Long> sequences = new ArrayList<>();
        String token = "";
        do {
            ListInstanceEventsResponse page = instances.listInstanceEvents(ListInstanceEventsRequest.newBuilder()
                    .setParent(name("life"))
                    .setPageSize(3)
                    .setPageToken(token)
                    .build());
            page.getEventsList().stream().map(InstanceEvent::getSequence).forEach(sequences::add);
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(sequences).hasSizeGreaterThan(8);
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void anInstanceIsRestartedInItsPlaceAndGivesItUpAndGetsAnother() {
        await(create("later", "later-1"));
        long epoch = get("later").getPlacement().getEpoch();
        Operation restarted = await(instances.restartInstance(RestartInstanceRequest.newBuilder()
                .setName(name("later"))
                .setRequestId("later-2")
                .build()));
        assertThat(restarted.hasResponse()).as(restarted.toString()).isTrue();
        Instance running = get("later");
        assertThat(running.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
        assertThat(running.getPlacement().getEpoch()).isEqualTo(epoch);

        await(instances.deallocateInstance(
                DeallocateInstanceRequest.newBuilder().setName(name("later")).build()));
        Instance without = get("later");
        assertThat(without.getState()).isEqualTo(InstanceState.INSTANCE_STATE_DEALLOCATED);
        assertThat(without.getDesiredPower()).isEqualTo(dev.holdfast.v1.DesiredPower.DESIRED_POWER_DEALLOCATED);
        assertThat(without.hasPlacement()).isFalse();
        StatusRuntimeException illegal = refused(() -> instances.restartInstance(
                RestartInstanceRequest.newBuilder().setName(name("later")).build()));
        assertThat(illegal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(reason(illegal)).isEqualTo("ILLEGAL_VERB");

        await(instances.startInstance(
                StartInstanceRequest.newBuilder().setName(name("later")).build()));
        assertThat(get("later").getPlacement().getEpoch()).isEqualTo(epoch + 1);
    }

    @Test
    void anUpdateIsDoneAtOnceTakesEffectOnceAndNamesWhatCannotBeChanged() {
        await(create("labelled", "labelled-1"));
        Instance before = get("labelled");
        UpdateInstanceRequest update = UpdateInstanceRequest.newBuilder()
                .setInstance(Instance.newBuilder()
                        .setName(name("labelled"))
                        .setEtag(before.getEtag())
                        .putLabels("tier", "gold"))
                .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                .setRequestId("labelled-2")
                .build();
        Operation wouldBe = instances.updateInstance(
                update.toBuilder().setValidateOnly(true).build());
        assertThat(wouldBe.getDone()).isTrue();
        assertThat(get("labelled").getEtag()).isEqualTo(before.getEtag());

        Operation updated = instances.updateInstance(update);
        assertThat(updated.getDone()).isTrue();
        assertThat(instances.updateInstance(update).getName()).isEqualTo(updated.getName());
        Instance after = get("labelled");
        assertThat(after.getLabelsMap()).containsEntry("tier", "gold");
        assertThat(after.getGeneration()).isEqualTo(before.getGeneration() + 1);
        assertThat(after.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);

        StatusRuntimeException stale = refused(() -> instances.updateInstance(
                update.toBuilder().setRequestId("labelled-3").build()));
        assertThat(reason(stale)).isEqualTo("STALE_ETAG");
        StatusRuntimeException immutable = refused(() -> instances.updateInstance(update.toBuilder()
                .setUpdateMask(FieldMask.newBuilder().addPaths("size"))
                .build()));
        assertThat(immutable.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(immutable.getStatus().getDescription()).contains("'size' cannot be changed", "stop_grace");
        StatusRuntimeException nameless = refused(() -> instances.updateInstance(update.toBuilder()
                .setInstance(Instance.newBuilder().putLabels("tier", "gold"))
                .build()));
        assertThat(nameless.getStatus().getDescription()).contains("instance.name must be projects/");
    }

    @Test
    void aNewInstanceMustSayItsSizeAndItsImage() {
        StatusRuntimeException bare = refused(() -> instances.createInstance(request("bare", "bare-1").toBuilder()
                .setInstance(Instance.getDefaultInstance())
                .build()));
        assertThat(bare.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(bare.getStatus().getDescription()).isEqualTo("instance.size: is needed, or size_name");
        StatusRuntimeException imageless = refused(() -> instances.createInstance(request("bare", "bare-2").toBuilder()
                .setInstance(instance().toBuilder().clearImage())
                .build()));
        assertThat(imageless.getStatus().getDescription()).isEqualTo("instance.image: is needed");
    }

    @Test
    void theSameRequestIdGetsTheSameOperationAndOtherContentIsRefusedByField() {
        Operation first = create("twice", "twice-1");
        Operation again = create("twice", "twice-1");
        assertThat(again.getName()).isEqualTo(first.getName());
        StatusRuntimeException other = refused(() -> instances.createInstance(request("twice", "twice-1").toBuilder()
                .setInstance(instance().toBuilder().setImage("other"))
                .build()));
        assertThat(other.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(other.getStatus().getDescription()).contains("instance.image");
        assertThat(reason(other)).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void badInputIsNamedByFieldAndChangesNothing() throws Exception {
        StatusRuntimeException bad = refused(() -> instances.createInstance(request("bad", "b").toBuilder()
                .setInstanceId("No Name")
                .setInstance(
                        instance().toBuilder().setSize(Quantities.newBuilder().setCores(-1)))
                .build()));
        assertThat(bad.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        List<String> fields = detail(bad, BadRequest.class).getFieldViolationsList().stream()
                .map(BadRequest.FieldViolation::getField)
                .toList();
        assertThat(fields).contains("instance_id", "instance.size.cores");
        assertThat(reason(bad)).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void aStaleEtagIsRefusedAndTheCurrentOneIsNot() {
        await(create("etag", "etag-1"));
        StatusRuntimeException stale = refused(() -> instances.stopInstance(StopInstanceRequest.newBuilder()
                .setName(name("etag"))
                .setEtag("1")
                .build()));
        assertThat(stale.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(reason(stale)).isEqualTo("STALE_ETAG");
        await(instances.stopInstance(StopInstanceRequest.newBuilder()
                .setName(name("etag"))
                .setEtag(get("etag").getEtag())
                .build()));
    }

    @Test
    void validateOnlySaysWhatWouldBeAndChangesNothing() {
        Operation wouldBe = instances.createInstance(
                request("dry", "dry-1").toBuilder().setValidateOnly(true).build());
        assertThat(wouldBe.getDone()).isTrue();
        assertThat(wouldBe.getName()).isEmpty();
        assertThat(refused(() -> get("dry")).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void listsShowEveryInstanceOnceAcrossPagesAndTokensAreBoundToTheirRequest() {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "page-" + (char) ('a' + i);
            wanted.add("projects/paging/regions/local/instances/" + id);
            instances.createInstance(request(id, id).toBuilder()
                    .setParent("projects/paging/regions/local")
                    .build());
        }
        List<String> found = new ArrayList<>();
        String token = "";
        String last = "";
        do {
            ListInstancesResponse page = instances.listInstances(ListInstancesRequest.newBuilder()
                    .setParent("projects/paging/regions/local")
                    .setPageSize(4)
                    .setPageToken(token)
                    .build());
            assertThat(page.getInstancesCount()).isLessThanOrEqualTo(4);
            page.getInstancesList().forEach(instance -> found.add(instance.getName()));
            last = token.isEmpty() ? last : token;
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(found).isEqualTo(wanted);
        String misused = last;
        assertThat(refused(() -> instances.listInstances(ListInstancesRequest.newBuilder()
                                .setParent(PARENT)
                                .setPageToken(misused)
                                .build()))
                        .getStatus()
                        .getDescription())
                .contains("page_token");
    }

    @Test
    void operationsCanBeFoundListedAndWaitedFor() {
        Operation done = await(create("operated", "operated-1"));
        assertThat(operations
                        .getOperation(GetOperationRequest.newBuilder()
                                .setName(done.getName())
                                .build())
                        .getDone())
                .isTrue();
        assertThat(operations
                        .listOperations(ListOperationsRequest.newBuilder()
                                .setName(PARENT)
                                .build())
                        .getOperationsList())
                .extracting(Operation::getName)
                .contains(done.getName());
        assertThat(refused(() -> operations.getOperation(GetOperationRequest.newBuilder()
                                .setName(PARENT + "/operations/operated.999")
                                .build()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void aCordonedHostTakesNothingAndTheInstanceSaysWhy() throws Exception {
        register("host-cordoned");
        Host cordoned = hosts.cordonHost(CordonHostRequest.newBuilder()
                .setName("regions/local/hosts/host-cordoned")
                .build());
        assertThat(cordoned.getState()).isEqualTo(dev.holdfast.v1.HostState.HOST_STATE_CORDONED);
        Instance wanted = instance().toBuilder()
                .setPlacementDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                .setConstraints(
                        dev.holdfast.v1.PlacementConstraints.newBuilder().setFaultDomain("fd-cordoned"))
                .build();
        Operation failed = await(instances.createInstance(
                request("nowhere", "nowhere-1").toBuilder().setInstance(wanted).build()));
        assertThat(failed.hasError()).isTrue();
        int all = hosts.listHosts(
                        ListHostsRequest.newBuilder().setParent("regions/local").build())
                .getHostsCount();
        assertThat(all).isGreaterThanOrEqualTo(2);
        assertThat(failed.getError().getMessage()).contains("of " + all + " hosts fit");
        assertThat(get("nowhere").getState()).isEqualTo(InstanceState.INSTANCE_STATE_FAILED);
    }

    @Test
    void aNewerSessionEndsTheOlderAndAStrangerIsTurnedAway() throws Exception {
        register("host-2");
        // Its agents leave; nobody else's instance may be placed there.
        var _ = hosts.cordonHost(CordonHostRequest.newBuilder()
                .setName("regions/local/hosts/host-2")
                .build());
        ScriptedAgent older = new ScriptedAgent(channel, "host-2");
        older.welcome.get(10, TimeUnit.SECONDS);
        ScriptedAgent newer = new ScriptedAgent(channel, "host-2");
        newer.welcome.get(10, TimeUnit.SECONDS);
        assertThat(older.ended.get(10, TimeUnit.SECONDS).getDescription()).contains("newer session");
        newer.leave();
        assertThat(newer.ended.get(10, TimeUnit.SECONDS).isOk()).isTrue();
        ScriptedAgent stranger = new ScriptedAgent(channel, "nobody");
        assertThat(stranger.ended.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void healthIsServedOverGrpcAndHttp() throws Exception {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> health = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"serving\"");
            HttpResponse<String> ready = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"ready\"", "\"local\"", "\"kept\":16,\"serving\":16,\"waiting\":0");
            HttpResponse<String> live = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/health/live"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(live.statusCode()).isEqualTo(200);
        }
    }

    private static void register(String host) {
        hosts.registerHost(RegisterHostRequest.newBuilder()
                .setParent("regions/local")
                .setHostId(host)
                .setHost(Host.newBuilder()
                        .setFaultDomain("fd-" + host.substring(host.indexOf('-') + 1))
                        .setCapacity(Quantities.newBuilder()
                                .setCores(64)
                                .setMemoryMib(262_144)
                                .setDiskGib(4_096)))
                .build());
    }

    private static Operation create(String id, String requestId) {
        return instances.createInstance(request(id, requestId));
    }

    private static CreateInstanceRequest request(String id, String requestId) {
        return CreateInstanceRequest.newBuilder()
                .setParent(PARENT)
                .setInstanceId(id)
                .setInstance(instance())
                .setRequestId(requestId)
                .build();
    }

    private static Instance instance() {
        return Instance.newBuilder()
                .setImage("demo")
                .setSize(Quantities.newBuilder().setCores(1).setMemoryMib(512))
                .build();
    }

    private static Instance get(String id) {
        return instances.getInstance(
                GetInstanceRequest.newBuilder().setName(name(id)).build());
    }

    private static String name(String id) {
        return PARENT + "/instances/" + id;
    }

    private static Operation await(Operation begun) {
        Operation done = operations
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        assertThat(done.getDone()).as(done.toString()).isTrue();
        return done;
    }

    private static StatusRuntimeException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static String reason(StatusRuntimeException refusal) {
        try {
            return detail(refusal, ErrorInfo.class).getReason();
        } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException refusal, Class<T> type)
            throws com.google.protobuf.InvalidProtocolBufferException {
        com.google.rpc.Status status = java.util.Objects.requireNonNull(StatusProto.fromThrowable(refusal));
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                return any.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + status);
    }
}
