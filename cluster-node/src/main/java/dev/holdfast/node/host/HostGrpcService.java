package dev.holdfast.node.host;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseStanding;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.node.edge.Question;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.edge.Unary;
import dev.holdfast.node.watch.Watches;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.CordonHostRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListHostsResponse;
import dev.holdfast.v1.ReadMode;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.UncordonHostRequest;
import dev.holdfast.v1.WatchHostsRequest;
import dev.holdfast.v1.WatchHostsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code HostService}: maps, asks the host, maps back. */
public final class HostGrpcService extends HostServiceGrpc.HostServiceImplBase {
    private static final int PAGE = 100;
    private static final HostResource RESOURCE = new HostResource();

    private final RegionNames names;
    private final ResourceCalls calls;
    private final Watches watches;
    private final HostMapping mapping;

    public HostGrpcService(RegionNames names, ResourceCalls calls, Watches watches) {
        this.names = names;
        this.calls = calls;
        this.watches = watches;
        this.mapping = new HostMapping(names);
    }

    @Override
    public void registerHost(RegisterHostRequest request, StreamObserver<Host> caller) {
        Unary.answer(caller, !request.getRequestId().isEmpty(), () -> {
            names.region(request.getParent());
            HostId host = new HostId(request.getHostId());
            return execute(
                    host,
                    new HostCommand.RegisterHost(
                            host, HostMapping.spec(request.getHost()), asked(request.getRequestId(), "")),
                    request.getValidateOnly());
        });
    }

    @Override
    public void cordonHost(CordonHostRequest request, StreamObserver<Host> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.host(request.getName()),
                        new HostCommand.CordonHost(asked(request.getRequestId(), request.getEtag())),
                        request.getValidateOnly()));
    }

    @Override
    public void uncordonHost(UncordonHostRequest request, StreamObserver<Host> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.host(request.getName()),
                        new HostCommand.UncordonHost(asked(request.getRequestId(), request.getEtag())),
                        request.getValidateOnly()));
    }

    @Override
    public void confirmFenced(ConfirmFencedRequest request, StreamObserver<Host> caller) {
        Unary.answer(
                caller,
                !request.getRequestId().isEmpty(),
                () -> execute(
                        names.host(request.getName()),
                        new HostCommand.ConfirmFenced(
                                request.getReason(), asked(request.getRequestId(), request.getEtag())),
                        request.getValidateOnly()));
    }

    @Override
    public void getHost(GetHostRequest request, StreamObserver<Host> caller) {
        Unary.answer(caller, true, () -> {
            HostId host = names.host(request.getName());
            boolean staleOk = request.getReadMode() == ReadMode.READ_MODE_STALE_OK;
            return calls.read(host.value(), request.getName(), staleOk, HostState.class)
                    .thenApply(state -> mapping.host(registered(state, host), true))
                    .thenCompose(shown -> calls.askOwner(host.value(), new LeaseQuestion(host), LeaseStanding.class)
                            .thenApply(lease -> HostMapping.withLease(shown, lease)));
        });
    }

    @Override
    public void listHosts(ListHostsRequest request, StreamObserver<ListHostsResponse> caller) {
        Unary.answer(caller, true, () -> {
            names.region(request.getParent());
            Question<HostState> asked = Question.read(
                    RESOURCE.fields(),
                    request.getFilter(),
                    request.getOrderBy(),
                    request.getPageToken(),
                    "hosts",
                    request.getParent());
            return calls.list(
                            "",
                            asked,
                            request.getPageSize() == 0 ? PAGE : request.getPageSize(),
                            request.getReadMode() == ReadMode.READ_MODE_STALE_OK,
                            HostState.Registered.class,
                            HostGrpcService::id)
                    .thenApply(page -> {
                        ListHostsResponse.Builder response = ListHostsResponse.newBuilder();
                        page.states().forEach(state -> response.addHosts(mapping.host(state, false)));
                        return response.setNextPageToken(Question.pageToken(
                                        page.next(),
                                        request.getFilter(),
                                        request.getOrderBy(),
                                        "hosts",
                                        request.getParent()))
                                .build();
                    });
        });
    }

    @Override
    public void watchHosts(WatchHostsRequest request, StreamObserver<WatchHostsResponse> caller) {
        watches.begin(caller, new HostWatch(mapping), () -> {
            names.region(request.getParent());
            return new Watches.Asked("", request.getResumeToken(), List.of("hosts", request.getParent()));
        });
    }

    private CompletionStage<Host> execute(HostId host, HostCommand command, boolean validateOnly) {
        return calls.execute(host.value(), names.of(host), command, validateOnly, HostState.class)
                .thenApply(state -> mapping.host(registered(state, host), true));
    }

    private HostState.Registered registered(HostState state, HostId host) {
        return switch (state) {
            case HostState.Registered registered -> registered;
            case HostState.Unregistered _ ->
                throw new Refusal(ErrorCode.NOT_FOUND, "there is no host " + host, names.of(host));
        };
    }

    private static Request asked(String requestId, String etag) {
        return new Request(
                requestId.isEmpty() ? Optional.empty() : Optional.of(new RequestId(requestId)),
                etag.isEmpty() ? Optional.empty() : Optional.of(etag));
    }

    private static String id(HostState.Registered state) {
        return state.life().host().value();
    }
}
