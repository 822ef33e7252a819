package dev.holdfast.node.instance;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.util.Durations;
import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.Selection;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.OperationIds;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Names;
import dev.holdfast.node.edge.PageTokens;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.Question;
import dev.holdfast.node.edge.Refusal;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.edge.StatusMapping;
import dev.holdfast.node.edge.Unary;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code google.longrunning.Operations}. An operation lives in its instance's state, so it is found by asking that
 * instance, and is there for as long as the instance's name is remembered. To wait is to look again, at growing
 * distances, from this node; no instance has to keep a list of who waits.
 */
public final class OperationsGrpcService extends OperationsGrpc.OperationsImplBase {
    private static final Duration WAIT_AT_MOST = Duration.ofMinutes(10);
    private static final Duration FIRST_LOOK = Duration.ofMillis(25);
    private static final Duration LAST_LOOK = Duration.ofMillis(400);
    private static final int PAGE = 100;
    private static final int PAGE_AT_MOST = 1_000;
    private static final Pattern NAME =
            Pattern.compile("projects/" + Names.RULE + "/regions/" + Names.RULE + "/operations/[^/]+");
    private static final Pattern PARENT = Pattern.compile("projects/" + Names.RULE + "/regions/" + Names.RULE);

    private record Asked(InstanceName instance, long sequence, String name) {}

    private final RegionNames names;
    private final ResourceCalls instances;
    private final ScheduledExecutorService timer;
    private final OperationMapping mapping;

    /** @param timer for looking again */
    public OperationsGrpcService(RegionNames names, ResourceCalls instances, ScheduledExecutorService timer) {
        this.names = names;
        this.instances = instances;
        this.timer = timer;
        this.mapping = new OperationMapping(names, new InstanceMapping(names));
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<Operation> caller) {
        Unary.answer(caller, true, () -> read(parse(request.getName()), false));
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> caller) {
        Unary.answer(caller, true, () -> {
            Asked asked = parse(request.getName());
            if (request.hasTimeout() && !Durations.isValid(request.getTimeout())) {
                throw fault("timeout", "must be a valid duration");
            }
            Duration wanted = request.hasTimeout() ? ProtoTimes.of(request.getTimeout()) : WAIT_AT_MOST;
            if (wanted.isNegative()) {
                throw fault("timeout", "must not be negative");
            }
            long until = System.nanoTime() + (wanted.compareTo(WAIT_AT_MOST) < 0 ? wanted : WAIT_AT_MOST).toNanos();
            Context context = Context.current();
            CompletableFuture<Operation> done = new CompletableFuture<>();
            look(asked, until, FIRST_LOOK, context, done);
            return done;
        });
    }

    /**
     * The operations of the instances that are there; those of deleted ones can be had by name. An instance may have a
     * thousand of them, so a list leaves out what each would repeat: the instance itself.
     */
    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> caller) {
        Unary.answer(caller, true, () -> {
            if (!PARENT.matcher(request.getName()).matches()) {
                throw fault("name", "must be projects/{project}/regions/{region}");
            }
            if (request.getPageSize() < 0 || request.getPageSize() > PAGE_AT_MOST) {
                throw fault("page_size", "must be from 0 to " + PAGE_AT_MOST);
            }
            if (!request.getFilter().isEmpty() && !request.getFilter().equals("done=false")) {
                throw fault("filter", "only done=false is known");
            }
            boolean onlyRunning = !request.getFilter().isEmpty();
            String after =
                    PageTokens.lastSeen(request.getPageToken(), "operations", request.getName(), request.getFilter());
            Question<InstanceState> asked = new Question<>(
                    Selection.everything(),
                    after.isEmpty() ? Optional.empty() : Optional.of(new Cursor(List.of(), after)));
            return instances
                    .list(
                            names.project(request.getName()) + "/",
                            asked,
                            request.getPageSize() == 0 ? PAGE : request.getPageSize(),
                            false,
                            InstanceState.Living.class,
                            InstanceGrpcService::id)
                    .thenApply(page -> list(request, page, onlyRunning));
        });
    }

    private ListOperationsResponse list(
            ListOperationsRequest request, ResourceCalls.Page<InstanceState.Living> page, boolean onlyRunning) {
        ListOperationsResponse.Builder response = ListOperationsResponse.newBuilder();
        for (InstanceState.Living state : page.states()) {
            List<dev.holdfast.core.instance.Operation> all =
                    new ArrayList<>(state.life().operations().all());
            all.sort(Comparator.comparingLong(dev.holdfast.core.instance.Operation::sequence));
            all.stream()
                    .filter(operation -> !onlyRunning || operation.running())
                    .forEach(operation -> response.addOperations(mapping.brief(state, operation)));
        }
        page.next()
                .ifPresent(next -> response.setNextPageToken(
                        PageTokens.of(next.id(), "operations", request.getName(), request.getFilter())));
        return response.build();
    }

    /** Looks at whatever is at hand; only what ends the wait is read behind a barrier. */
    private void look(Asked asked, long until, Duration pause, Context context, CompletableFuture<Operation> done) {
        if (context.isCancelled()) {
            done.cancel(false);
            return;
        }
        boolean last = System.nanoTime() >= until;
        var _ = read(asked, !last).whenComplete((operation, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (last || operation.getDone()) {
                confirm(asked, last, operation, done);
            } else {
                Duration next = pause.multipliedBy(2).compareTo(LAST_LOOK) < 0 ? pause.multipliedBy(2) : LAST_LOOK;
                var _ = timer.schedule(
                        () -> look(asked, until, next, context, done), pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void confirm(Asked asked, boolean fresh, Operation operation, CompletableFuture<Operation> done) {
        if (fresh) {
            done.complete(operation);
            return;
        }
        var _ = read(asked, false).whenComplete((proven, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(proven);
            }
        });
    }

    private CompletionStage<Operation> read(Asked asked, boolean staleOk) {
        return instances
                .read(asked.instance().toString(), asked.name(), staleOk, InstanceState.class)
                .thenApply(state -> switch (state) {
                    case InstanceState.Absent _ -> throw unknown(asked);
                    case InstanceState.Living living ->
                        living.life()
                                .operations()
                                .withSequence(asked.sequence())
                                .map(operation -> mapping.of(living, operation))
                                .orElseThrow(() -> unknown(asked));
                });
    }

    private Asked parse(String name) {
        if (!NAME.matcher(name).matches()) {
            throw fault("name", "must be projects/{project}/regions/{region}/operations/{operation}");
        }
        int slash = name.lastIndexOf('/');
        String project = names.project(name);
        return OperationIds.parse(name.substring(slash + 1))
                .map(parsed -> new Asked(new InstanceName(project, parsed.instance()), parsed.sequence(), name))
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "there is no operation " + name, name));
    }

    private static Refusal unknown(Asked asked) {
        return new Refusal(ErrorCode.NOT_FOUND, "there is no operation " + asked.name(), asked.name());
    }

    private static RuntimeException fault(String field, String rule) {
        return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(field, rule)));
    }
}
