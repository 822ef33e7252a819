package dev.holdfast.node.instance;

import com.google.longrunning.Operation;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.SpecChange;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.node.edge.PageTokens;
import dev.holdfast.node.edge.Question;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.edge.Unary;
import dev.holdfast.node.placement.RegionOutlook;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.watch.Watches;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.BatchCreateInstancesResponse;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeallocateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.ExplainInstanceRequest;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstanceEventsResponse;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import dev.holdfast.v1.ReadMode;
import dev.holdfast.v1.RestartInstanceRequest;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code InstanceService}: maps, asks the instance, maps back. */
public final class InstanceGrpcService extends InstanceServiceGrpc.InstanceServiceImplBase {
    private static final int PAGE = 100;
    private static final InstanceResource RESOURCE = new InstanceResource();

    private final RegionNames names;
    private final ResourceCalls calls;
    private final Watches watches;
    private final InstanceMapping mapping;
    private final OperationMapping operations;
    private final InstanceAccount account;
    private final InstanceVersions versions;
    private final SizeCatalogue sizes;

    public InstanceGrpcService(
            RegionNames names, ResourceCalls calls, Watches watches, RegionOutlook outlook, SizeCatalogue sizes) {
        this.sizes = sizes;
        this.names = names;
        this.calls = calls;
        this.watches = watches;
        this.mapping = new InstanceMapping(names);
        this.versions = new InstanceVersions(calls, mapping);
        this.account = new InstanceAccount(calls, outlook, mapping);
        this.operations = new OperationMapping(names, mapping);
    }

    @Override
    public void createInstance(CreateInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(caller, !request.getRequestId().isEmpty(), () -> create(request, request.getValidateOnly()));
    }

    @Override
    public void batchCreateInstances(
            BatchCreateInstancesRequest request, StreamObserver<BatchCreateInstancesResponse> caller) {
        Unary.answer(caller, true, () -> new BatchCreation(this::create).create(request));
    }

    @Override
    public void startInstance(StartInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.instance(request.getName()),
                        request.getRequestId(),
                        request.getEtag(),
                        request.getValidateOnly(),
                        InstanceCommand.StartInstance::new));
    }

    @Override
    public void stopInstance(StopInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.instance(request.getName()),
                        request.getRequestId(),
                        request.getEtag(),
                        request.getValidateOnly(),
                        InstanceCommand.StopInstance::new));
    }

    @Override
    public void restartInstance(RestartInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.instance(request.getName()),
                        request.getRequestId(),
                        request.getEtag(),
                        request.getValidateOnly(),
                        InstanceCommand.RestartInstance::new));
    }

    @Override
    public void deallocateInstance(DeallocateInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.instance(request.getName()),
                        request.getRequestId(),
                        request.getEtag(),
                        request.getValidateOnly(),
                        InstanceCommand.DeallocateInstance::new));
    }

    @Override
    public void updateInstance(UpdateInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(caller, !request.getRequestId().isEmpty(), () -> {
            SpecChange change = UpdateMapping.change(request);
            return execute(
                    names.instance(request.getInstance().getName()),
                    request.getRequestId(),
                    request.getEtag().isEmpty() ? request.getInstance().getEtag() : request.getEtag(),
                    request.getValidateOnly(),
                    asked -> new InstanceCommand.UpdateInstance(change, asked));
        });
    }

    @Override
    public void deleteInstance(DeleteInstanceRequest request, StreamObserver<Operation> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.instance(request.getName()),
                        request.getRequestId(),
                        request.getEtag(),
                        request.getValidateOnly(),
                        InstanceCommand.DeleteInstance::new));
    }

    @Override
    public void getInstance(GetInstanceRequest request, StreamObserver<Instance> caller) {
        Unary.answer(caller, true, () -> {
            InstanceName name = names.instance(request.getName());
            if (request.hasAsOf()) {
                return versions.asOf(name, request.getName(), request.getAsOf(), "as_of");
            }
            return calls.read(name.toString(), request.getName(), staleOk(request.getReadMode()), InstanceState.class)
                    .thenApply(state -> switch (state) {
                        case InstanceState.Absent _, InstanceState.Deleted _ ->
                            throw new Refusal(ErrorCode.NOT_FOUND, "there is no instance " + name, request.getName());
                        case InstanceState.Living living -> mapping.instance(living);
                    });
        });
    }

    @Override
    public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> caller) {
        Unary.answer(caller, true, () -> {
            String prefix = names.project(request.getParent()) + "/";
            Question<InstanceState> asked = Question.read(
                    RESOURCE.fields(),
                    request.getFilter(),
                    request.getOrderBy(),
                    request.getPageToken(),
                    "instances",
                    request.getParent());
            return calls.list(
                            prefix,
                            asked,
                            request.getPageSize() == 0 ? PAGE : request.getPageSize(),
                            staleOk(request.getReadMode()),
                            InstanceState.Living.class,
                            InstanceGrpcService::id)
                    .thenApply(page -> page(request, page));
        });
    }

    @Override
    public void listInstanceEvents(
            ListInstanceEventsRequest request, StreamObserver<ListInstanceEventsResponse> caller) {
        Unary.answer(caller, true, () -> {
            InstanceName name = names.instance(request.getParent());
            String seen = PageTokens.lastSeen(request.getPageToken(), "events", request.getParent());
            long after = seen.isEmpty() ? 0 : number(seen);
            return calls.events(
                            name.toString(),
                            request.getParent(),
                            after,
                            request.getPageSize() == 0 ? PAGE : request.getPageSize())
                    .thenApply(facts -> {
                        if (facts.facts().isEmpty() && after == 0) {
                            throw new Refusal(ErrorCode.NOT_FOUND, "there is no instance " + name, request.getParent());
                        }
                        return events(request, facts);
                    });
        });
    }

    @Override
    public void watchInstances(WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> caller) {
        watches.begin(
                caller,
                new InstanceWatch(mapping),
                () -> new Watches.Asked(
                        names.project(request.getParent()) + "/",
                        request.getResumeToken(),
                        List.of("instances", request.getParent())));
    }

    @Override
    public void diffInstance(DiffInstanceRequest request, StreamObserver<DiffInstanceResponse> caller) {
        Unary.answer(caller, true, () -> versions.diff(names.instance(request.getName()), request));
    }

    @Override
    public void explainInstance(ExplainInstanceRequest request, StreamObserver<ExplainInstanceResponse> caller) {
        Unary.answer(caller, true, () -> account.of(names.instance(request.getName()), request.getName()));
    }

    private CompletionStage<Operation> create(CreateInstanceRequest request, boolean validateOnly) {
        String project = names.project(request.getParent());
        InstanceName name = new InstanceName(project, request.getInstanceId());
        InstanceSpec spec = SpecMapping.spec(project, request.getInstance(), sizes);
        return execute(
                name,
                request.getRequestId(),
                "",
                validateOnly,
                asked -> new InstanceCommand.CreateInstance(name, spec, asked));
    }

    private CompletionStage<Operation> execute(
            InstanceName name,
            String requestId,
            String etag,
            boolean validateOnly,
            Function<Request, InstanceCommand> command) {
        Request request = new Request(
                requestId.isEmpty() ? Optional.empty() : Optional.of(new RequestId(requestId)),
                etag.isEmpty() ? Optional.empty() : Optional.of(etag));
        String resource = names.of(name);
        return calls.execute(name.toString(), resource, command.apply(request), validateOnly, InstanceState.class)
                .thenApply(state ->
                        validateOnly ? operations.wouldBe(state, resource) : operations.of(state, request, resource));
    }

    private ListInstancesResponse page(ListInstancesRequest request, ResourceCalls.Page<InstanceState.Living> page) {
        ListInstancesResponse.Builder response = ListInstancesResponse.newBuilder();
        page.states().forEach(state -> response.addInstances(mapping.instance(state)));
        return response.setNextPageToken(Question.pageToken(
                        page.next(), request.getFilter(), request.getOrderBy(), "instances", request.getParent()))
                .build();
    }

    private static ListInstanceEventsResponse events(ListInstanceEventsRequest request, Reply.Facts facts) {
        ListInstanceEventsResponse.Builder response = ListInstanceEventsResponse.newBuilder();
        facts.facts().forEach(fact -> response.addEvents(InstanceAccount.event(fact)));
        if (facts.more()) {
            response.setNextPageToken(
                    PageTokens.of(Long.toString(facts.facts().getLast().sequence()), "events", request.getParent()));
        }
        return response.build();
    }

    private static long number(String seen) {
        try {
            return Long.parseLong(seen);
        } catch (NumberFormatException notANumber) {
            throw StatusMapping.ofFields(List.of(new StatusMapping.FieldFault("page_token", "is none of ours")));
        }
    }

    static boolean staleOk(ReadMode mode) {
        return mode == ReadMode.READ_MODE_STALE_OK;
    }

    static String id(InstanceState.Living state) {
        return state.life().name().toString();
    }
}
