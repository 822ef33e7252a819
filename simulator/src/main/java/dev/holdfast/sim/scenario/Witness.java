package dev.holdfast.sim.scenario;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import dev.holdfast.sim.cluster.WitnessedRegion;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstanceEventsResponse;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks the cluster, once all is quiet, for what it knows of everything that clients ever asked. */
final class Witness {
    private static final int ASKED_AT_ONCE = 64;
    private static final int PAGE = 1_000;
    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WitnessedRegion region;

    private final List<Call> calls;

    Witness(WitnessedRegion region) {
        this(region, region.history().calls());
    }

    /** @param calls what is asked about */
    Witness(WitnessedRegion region, List<Call> calls) {
        this.region = region;
        this.calls = List.copyOf(calls);
    }

    /** @throws IllegalStateException when the cluster does not answer; nothing is known then */
    Evidence ask() throws IOException, InterruptedException {
        TreeSet<String> instances = new TreeSet<>();
        TreeSet<String> operations = new TreeSet<>();
        for (Call call : calls) {
            instances.add(call.instance());
            if (call.outcome() instanceof Call.Outcome.Acknowledged(String operation)) {
                operations.add(operation);
            }
        }
        return new Evidence(calls, region.hostRecords(), events(instances), operations(operations), List.of(listing()));
    }

    /** These operations, by name; without those that the cluster denies. */
    Map<String, Operation> operations(Collection<String> names) throws InterruptedException {
        return askEach(
                names,
                name -> OperationsGrpc.newFutureStub(region.channel())
                        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .getOperation(
                                GetOperationRequest.newBuilder().setName(name).build()));
    }

    /** How many operations of the instances that are there have not ended. */
    int running() {
        int running = 0;
        String token = "";
        do {
            ListOperationsResponse page = OperationsGrpc.newBlockingStub(region.channel())
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .listOperations(ListOperationsRequest.newBuilder()
                            .setName(RecordingClient.parent())
                            .setFilter("done=false")
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build());
            running += page.getOperationsCount();
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return running;
    }

    private SortedMap<String, List<InstanceEvent>> events(Collection<String> instances) throws InterruptedException {
        SortedMap<String, List<InstanceEvent>> events = new TreeMap<>();
        Map<String, String> tokens = new TreeMap<>();
        instances.forEach(instance -> tokens.put(instance, ""));
        while (!tokens.isEmpty()) {
            Map<String, ListInstanceEventsResponse> pages = askEach(
                    List.copyOf(tokens.keySet()),
                    instance -> InstanceServiceGrpc.newFutureStub(region.channel())
                            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .listInstanceEvents(ListInstanceEventsRequest.newBuilder()
                                    .setParent(RecordingClient.name(instance))
                                    .setPageSize(PAGE)
                                    .setPageToken(tokens.getOrDefault(instance, ""))
                                    .build()));
            tokens.clear();
            pages.forEach((instance, page) -> {
                events.computeIfAbsent(instance, _ -> new ArrayList<>()).addAll(page.getEventsList());
                if (!page.getNextPageToken().isEmpty()) {
                    tokens.put(instance, page.getNextPageToken());
                }
            });
        }
        return events;
    }

    private List<Instance> listing() {
        List<Instance> all = new ArrayList<>();
        String token = "";
        do {
            ListInstancesResponse page = InstanceServiceGrpc.newBlockingStub(region.channel())
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .listInstances(ListInstancesRequest.newBuilder()
                            .setParent(RecordingClient.parent())
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build());
            all.addAll(page.getInstancesList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    /** The answers by key; keys of which the cluster says that there is nothing are left out. */
    private static <T> Map<String, T> askEach(Collection<String> keys, Function<String, ListenableFuture<T>> question)
            throws InterruptedException {
        Map<String, T> answers = new TreeMap<>();
        List<String> open = new ArrayList<>(keys);
        for (int round = 0; round < TRIES && !open.isEmpty(); round++) {
            List<String> again = new ArrayList<>();
            for (int from = 0; from < open.size(); from += ASKED_AT_ONCE) {
                List<String> batch = open.subList(from, Math.min(open.size(), from + ASKED_AT_ONCE));
                Map<String, ListenableFuture<T>> asked = new TreeMap<>();
                batch.forEach(key -> asked.put(key, question.apply(key)));
                for (Map.Entry<String, ListenableFuture<T>> each : asked.entrySet()) {
                    try {
                        answers.put(each.getKey(), each.getValue().get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS));
                    } catch (ExecutionException | TimeoutException failure) {
                        if (Status.fromThrowable(failure).getCode() != Status.Code.NOT_FOUND) {
                            again.add(each.getKey());
                        }
                    }
                }
            }
            open = again;
        }
        if (!open.isEmpty()) {
            throw new IllegalStateException("the cluster did not answer about " + open.size() + " of " + keys.size()
                    + " things, first " + open.getFirst());
        }
        return answers;
    }
}
